import { Components, Persons } from "@kith/core/documents/Collections"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import { Effect } from "effect"
import fc from "fast-check"
import { expect, test } from "vitest"
import { history, identifierOf, type Ordered, policy, stepsOf, type Told } from "./history.ts"
import { type Oracle, oracle, recordsIn } from "./oracle.ts"
import { numRuns, parameters } from "./runs.ts"
import { allOf, graph, keyring, makeWorld, residue, type World } from "./world.ts"

const keyOf = keyring.keyOf as (identifier: { kind: string; value: string }) => string
const steps = history.chain(stepsOf)

const take = (world: World, step: Told | Ordered, index: number): Promise<unknown> =>
  "ban" in step ? world.order(step) : world.tell(step, index)

const eventsOf = (steps: ReadonlyArray<Told | Ordered>) => steps.filter((step) => !("ban" in step)) as Array<Told>

/** Pairs that are banned after the last of the steps. */
const standing = (steps: ReadonlyArray<Told | Ordered>): ReadonlyArray<readonly [string, string]> => {
  const bans = new Map<string, readonly [string, string]>()
  for (const step of steps) {
    if (!("ban" in step)) continue
    const [a = "", b = ""] = step.ban.map((name) => keyOf(identifierOf(name))).sort()
    if (step.lift) bans.delete(`${a} ${b}`)
    else bans.set(`${a} ${b}`, [a, b])
  }
  return [...bans.values()]
}

const kind = (key: string): string => key.split(":")[0] as string

/** Persons that hold two records of a CRM namespace or a banned pair. */
const unsafe = ({ persons, merges }: Oracle, bans: ReadonlyArray<readonly [string, string]>) =>
  persons.filter((person) => {
    const members = person.split(" ")
    const records = recordsIn(merges.map((pair) => pair.split(" ") as [string, string]))
    const record = (key: string) => records.find((ids) => ids.includes(key))?.[0] ?? key
    const ids = members.filter((key) => kind(key).startsWith("crm."))
    const crm = ids.filter((key) => ids.find((other) => record(other) === record(key)) === key).map(kind)
    return new Set(crm).size < crm.length || bans.some(([a, b]) => members.includes(a) && members.includes(b))
  })

/** Refused joins whose reason does not hold between the two persons. */
const unfounded = (policy: LinkingPolicy, bans: ReadonlyArray<readonly [string, string]>) =>
  Effect.gen(function* () {
    const components = (yield* allOf(Components)).map(({ body }) => body)
    return components.flatMap(({ persons, refused }) =>
      refused.filter(({ a, b, rule, kind: ruled = "" }) => {
        const [left = [], right = []] = [a, b].map((key) => persons.find((p) => p.members.includes(key))?.members)
        const count = (members: ReadonlyArray<string>) => members.filter((key) => kind(key).startsWith(ruled)).length
        if (left === right) return true
        if (rule === "ban")
          return !bans.some(([x, y]) => [left, right].every((side) => side.some((key) => key === x || key === y)))
        if (rule === "exclusive") return count(left) === 0 || count(right) === 0
        return count(left) + count(right) <= (policy.kinds[ruled as keyof LinkingPolicy["kinds"]]?.limit ?? 0)
      }),
    )
  })

test("with bans and lifts at any time the graph is the partition of the evidence and of the bans that stand", async () => {
  await fc.assert(
    fc.asyncProperty(steps, policy, async (steps, policy) => {
      const world = makeWorld(policy)
      try {
        for (const [i, step] of steps.entries()) {
          await take(world, step, i)
          const done = steps.slice(0, i + 1)
          const now = await world.run(graph)
          expect(now).toEqual(oracle(eventsOf(done), policy, keyOf, standing(done)))
          expect(unsafe(now, standing(done))).toEqual([])
          expect(await world.run(unfounded(policy, standing(done)))).toEqual([])
          expect(await world.run(residue)).toEqual([])
        }
      } finally {
        await world.close()
      }
    }),
    parameters,
  )
})

test("a ban that is lifted leaves what it would have been without, and every id still answers", async () => {
  await fc.assert(
    fc.asyncProperty(
      history,
      steps,
      policy,
      fc.integer({ min: 1, max: 4 }),
      async (told, more, policy, concurrency) => {
        const world = makeWorld(policy)
        try {
          const bans = more.filter((step): step is Ordered => "ban" in step && !step.lift)
          const known = new Set<string>()
          const note = async () => {
            for (const { id } of await world.run(allOf(Persons))) known.add(id)
          }
          // Beside each other: an order and an event of one identifier meet in the store.
          const all = [...bans.slice(0, 2), ...told, ...bans.slice(2)]
          for (let i = 0; i < all.length; i += concurrency) {
            await Promise.all(all.slice(i, i + concurrency).map((step, j) => take(world, step, i + j)))
            await note()
          }
          await Promise.all(bans.map(({ ban }) => world.order({ ban, lift: true })))
          expect(await world.run(graph)).toEqual(oracle(told, policy, keyOf))
          expect(await world.run(residue)).toEqual([])
          const answers = new Set((await world.run(allOf(Persons))).map(({ id }) => id))
          expect([...known].filter((id) => !answers.has(id))).toEqual([])
        } finally {
          await world.close()
        }
      },
    ),
    { ...parameters, numRuns: Math.ceil(numRuns / 8) },
  )
})

test("a dry run says what the order does, and does nothing", async () => {
  await fc.assert(
    fc.asyncProperty(steps, policy, async (steps, policy) => {
      const last = steps.findLast((step): step is Ordered => "ban" in step)
      if (last === undefined) return
      const world = makeWorld(policy)
      try {
        for (const [i, step] of steps.entries()) if (step !== last) await take(world, step, i)
        const before = await world.run(Effect.all([graph, allOf(Persons)]))
        const foretold = await world.order(last, true)
        expect(await world.run(Effect.all([graph, allOf(Persons)]))).toEqual(before)
        expect(await world.order(last)).toEqual(foretold)
      } finally {
        await world.close()
      }
    }),
    { ...parameters, numRuns: Math.ceil(numRuns / 8) },
  )
})
