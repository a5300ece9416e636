import { erasePerson } from "@kith/console/ErasePerson"
import { Components, Effects, Erasures, Identifiers, Interactions, Persons } from "@kith/core/documents/Collections"
import type { Collection } from "@kith/core/documents/Documents"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import { forgetPerson } from "@kith/resolver/ForgetPerson"
import { Effect } from "effect"
import fc from "fast-check"
import { expect, test } from "vitest"
import { history, identifierOf, pair, policy, type Told } from "./history.ts"
import { oracle, seenIn } from "./oracle.ts"
import { numRuns, parameters } from "./runs.ts"
import { allOf, graph, keyring, makeWorld, residue, type World } from "./world.ts"

const keyOf = keyring.keyOf as (identifier: { kind: string; value: string }) => string

type Bans = ReadonlyArray<readonly [string, string]>
const keysOf = ([x, y]: readonly [string, string]) => [keyOf(identifierOf(x)), keyOf(identifierOf(y))] as const

/** The person to forget, by the sorted keys of its members; nobody where the history makes nobody. */
const somebody = (told: ReadonlyArray<Told>, policy: LinkingPolicy, pick: number, bans: Bans = []) => {
  const { persons, shared, refused } = oracle(told, policy, keyOf, bans)
  if (persons.length === 0) return undefined
  const members = (persons[pick % persons.length] as string).split(" ")
  const contested = new Set(refused.flatMap((pair) => pair.split(" ")))
  return { members, shared, alone: members.filter((key) => !contested.has(key)) }
}

/** The history without a person: sightings whose strongest unshared identifier is the person's are gone, and of the others everything that was the person's alone. */
const without = (
  told: ReadonlyArray<Told>,
  { members, shared, alone }: NonNullable<ReturnType<typeof somebody>>,
  policy: LinkingPolicy,
): ReadonlyArray<Told> => {
  const remaining = seenIn(told, keyOf)
    .filter(({ keys }) => {
      const strongest = strongestOf(keys, shared, policy)
      return strongest === undefined || !members.includes(strongest)
    })
    .flatMap(({ parts }) => parts)
  const gone = seenIn(told, keyOf)
    .flatMap(({ parts }) => parts)
    .filter((event) => !remaining.includes(event))
  return told
    .filter((event) => remaining.includes(event) || !gone.includes(event))
    .filter((event) => !isOrphan(event, remaining, gone))
    .map((event) => unsaid(event, alone))
}

const strongestOf = (keys: ReadonlySet<string>, shared: ReadonlyArray<string>, policy: LinkingPolicy) => {
  const rank = (key: string) =>
    policy.kinds[(key.startsWith("crm.") ? "crm" : key.split(":")[0]) as keyof LinkingPolicy["kinds"]].rank
  return [...keys].filter((key) => !shared.includes(key)).sort((x, y) => rank(y) - rank(x) || (x < y ? -1 : 1))[0]
}

/** An event without what is a forgotten person's alone. */
const unsaid = (event: Told, alone: ReadonlyArray<string>): Told => ({
  ...event,
  says: event.says.filter((name) => !alone.includes(keyOf(identifierOf(name)))),
  links: event.links.filter((id) => !alone.includes(keyOf({ kind: "interaction", value: id }))),
})

/** An agent's words in an interaction of which nobody remains. */
const isOrphan = (event: Told, remaining: ReadonlyArray<Told>, gone: ReadonlyArray<Told>): boolean =>
  event.participant?.role === "unknown" &&
  gone.some((g) => g.interaction === event.interaction) &&
  !remaining.some((r) => r.interaction === event.interaction)

/** From here on nothing of the person comes in; the graph forgets with `settle`. */
const accept = async (world: World, members: ReadonlyArray<string>) => {
  const components = await world.run(allOf(Components))
  const persons = components.flatMap(({ body }) => body.persons)
  const person = persons.find((p) => [...p.members].sort().join(" ") === members.join(" "))
  if (person === undefined) throw new Error("the graph has no such person")
  const answer = await world.run(erasePerson({ subject: { customerId: person.id }, dryRun: false }, []))
  const { erasureId } = answer.body as { erasureId: string }
  return { person, settle: () => world.run(forgetPerson({ schema: 1, erasureId })) }
}

/** Ids of documents that still hold one of the keys: the tombstones and the erasure's own record may. */
const holding = Effect.fnUntraced(function* (keys: ReadonlyArray<string>) {
  const holders: Array<string> = []
  const graph: ReadonlyArray<Collection<unknown>> = [Components, Interactions, Persons, Effects, Identifiers]
  for (const collection of graph)
    for (const { id, body } of yield* allOf(collection))
      if (keys.some((key) => JSON.stringify(body).includes(key))) holders.push(`${collection.name}/${id}`)
  return holders
})

test("the graph after an erasure is that of the history without the person, and holds no key of it", async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.array(pair, { maxLength: 3 }), policy, fc.nat(), async (told, pairs, policy, pick) => {
      const bans = pairs.map(keysOf)
      const whom = somebody(told, policy, pick, bans)
      if (whom === undefined) return
      const world = makeWorld(policy)
      try {
        for (const ban of pairs.slice(0, 1)) await world.order({ ban, lift: false })
        for (const [i, event] of told.entries()) await world.tell(event, i)
        for (const ban of pairs.slice(1)) await world.order({ ban, lift: false })
        const { person, settle } = await accept(world, whom.members)
        await settle()
        const remaining = bans.filter((ends) => !ends.some((key) => whom.alone.includes(key)))
        expect(await world.run(graph)).toEqual(oracle(without(told, whom, policy), policy, keyOf, remaining))
        expect(await world.run(residue)).toEqual([])
        expect(await world.run(holding(whom.alone))).toEqual([])
        const persons = new Map((await world.run(allOf(Persons))).map(({ id, body }) => [id, body.state]))
        for (const id of [person.id, ...person.former.map((f) => f.id)])
          expect(["erased", "alias"], id).toContain(persons.get(id))
        expect((await world.run(allOf(Erasures)))[0]?.body.systems).toMatchObject([{ name: "graph", status: "done" }])
      } finally {
        await world.close()
      }
    }),
    { ...parameters, numRuns },
  )
})

test("whatever a forgotten person says again, in any order, changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(history, policy, fc.nat(), async (told, policy, pick) => {
      const whom = somebody(told, policy, pick)
      if (whom === undefined) return
      const world = makeWorld(policy)
      try {
        for (const [i, event] of told.entries()) await world.tell(event, i)
        await (await accept(world, whom.members)).settle()
        const after = await world.run(graph)
        const names = new Set(whom.alone)
        const again = told.filter((event) => event.says.some((name) => names.has(keyOf(identifierOf(name)))))
        for (const [i, event] of again.entries())
          await world.tell({ ...event, interaction: `again-${i}`, at: event.at + 50 }, 1_000 + i)
        for (const [i, event] of again.entries())
          await world.tell({ ...event, interaction: `again-${i}`, kind: "ended", says: [], at: 99 }, 2_000 + i)
        expect(await world.run(graph)).toEqual(after)
        expect(await world.run(holding(whom.alone))).toEqual([])
      } finally {
        await world.close()
      }
    }),
    { ...parameters, numRuns: Math.ceil(numRuns / 4) },
  )
})

test("whatever comes between an erasure's acceptance and the graph's forgetting, the graph is that of what is left, and holds no key of the person", async () => {
  await fc.assert(
    fc.asyncProperty(history, policy, fc.nat(), fc.nat(), async (told, policy, pick, cut) => {
      const before = told.slice(0, 1 + (cut % told.length))
      const whom = somebody(before, policy, pick)
      if (whom === undefined) return
      const world = makeWorld(policy)
      try {
        for (const [i, event] of before.entries()) await world.tell(event, i)
        const { settle } = await accept(world, whom.members)
        const late = told.slice(before.length)
        for (const [i, event] of late.entries()) await world.tell(event, before.length + i)
        await settle()
        expect(await world.run(graph)).toEqual(oracle(await world.run(saidStill), policy, keyOf))
        expect(await world.run(residue)).toEqual([])
        expect(await world.run(holding(whom.alone))).toEqual([])
      } finally {
        await world.close()
      }
    }),
    { ...parameters, numRuns: Math.ceil(numRuns / 2) },
  )
})

/** The history that the stored interactions tell: what is left of what came in, whoever said it when. */
const saidStill = Effect.gen(function* () {
  const interactions = (yield* allOf(Interactions)).flatMap(({ body }) => (body.state === "known" ? [body] : []))
  return interactions.flatMap(({ interactionId, participants }) =>
    Object.entries(participants)
      .filter(([, { forgotten }]) => forgotten !== true)
      .map(
        ([id, { role, first, identifiers, links }]): Told => ({
          interaction: interactionId,
          ...(id !== "-" && { participant: { id, role } }),
          at: first,
          kind: "opened",
          says: identifiers.map(({ value }) => value),
          former: identifiers.flatMap(({ value, former }) => (former ? [value] : [])),
          links,
        }),
      ),
  )
})
