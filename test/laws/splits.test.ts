import { orderBan, splitPerson } from "@kith/console/OrderBan"
import { Components, Persons } from "@kith/core/documents/Collections"
import { loadPerson } from "@kith/core/documents/PresentPerson"
import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import { Effect } from "effect"
import fc from "fast-check"
import { expect, test } from "vitest"
import type { Told } from "./history.ts"
import { allOf, residue } from "./picture.ts"
import { parameters } from "./runs.ts"
import { makeWorld, store, type World } from "./world.ts"

/** People who were apart at first, each told of in one interaction, by rising time. */
const stranger = (n: number): Told => ({
  interaction: `i${n}`,
  at: n,
  kind: "opened",
  says: [`e${n}`, `p${n}`, `v${n}`],
  links: [],
})

/** Weaker evidence than what makes each stranger one, so that it joins in the order in which it came. */
const bridge = ([a, b]: readonly [number, number], n: number): Told => ({
  interaction: `b${n}`,
  at: 100 + n,
  kind: "opened",
  says: [`v${a}`, `v${b}`],
  links: [],
})

/** Sets of strangers that bridges make one, one bridge after the other, where no pair that was split would meet. */
const expected = (
  strangers: number,
  bridges: ReadonlyArray<readonly [number, number]>,
  splits: ReadonlyArray<readonly [number, number]>,
): ReadonlyArray<ReadonlyArray<number>> => {
  let sets = Array.from({ length: strangers }, (_, n) => [n])
  for (const [a, b] of bridges) {
    const [left, right] = [a, b].map((n) => sets.find((set) => set.includes(n)) ?? [])
    if (left === undefined || right === undefined || left === right) continue
    const both = [...left, ...right].sort((x, y) => x - y)
    if (splits.some((pair) => pair.every((n) => both.includes(n)))) continue
    sets = [...sets.filter((set) => set !== left && set !== right), both]
  }
  return sets
}

/** Whose id a set has: one that was somebody's before goes before one that was a former id, and then the first seen. */
const survivorOf = (set: ReadonlyArray<number>, current: ReadonlyArray<number>): number =>
  set.find((n) => current.includes(n)) ?? (set[0] as number)

const asPersons = (
  sets: ReadonlyArray<ReadonlyArray<number>>,
  current: ReadonlyArray<number>,
  ids: ReadonlyArray<string>,
) =>
  sets
    .map((set) => {
      const survivor = survivorOf(set, current)
      const former = set.filter((n) => n !== survivor).map((n) => ids[n] ?? "")
      return { id: ids[survivor] ?? "", members: 3 * set.length, former: former.sort() }
    })
    .sort((x, y) => (x.id < y.id ? -1 : 1))

const persons = Effect.gen(function* () {
  const all = (yield* allOf(Components)).flatMap(({ body }) => body.persons)
  return all
    .map(({ id, members, former }) => ({ id, members: members.length, former: former.map((f) => f.id).sort() }))
    .sort((x, y) => (x.id < y.id ? -1 : 1))
})

const leadsTo = async (world: World, ids: ReadonlyArray<string>) =>
  Promise.all(ids.map(async (id) => (await world.run(loadPerson(id)))?.id))

const pairs = (strangers: number) =>
  fc.array(
    fc.uniqueArray(fc.nat(strangers - 1), { minLength: 2, maxLength: 2 }).map(([a = 0, b = 0]) => [a, b] as const),
    { minLength: 1, maxLength: 8 },
  )

const merged = fc
  .integer({ min: 2, max: 6 })
  .chain((strangers) => fc.record({ strangers: fc.constant(strangers), bridges: pairs(strangers) }))

test("a split undoes exactly one merge, chained ones too: members, ids and redirects are as they would be without it", async () => {
  await fc.assert(
    fc.asyncProperty(
      merged,
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 }),
      store,
      async ({ strangers, bridges }, picks, store) => {
        const world = makeWorld(defaultLinkingPolicy, { store })
        try {
          const ids: Array<string> = []
          for (let n = 0; n < strangers; n++) {
            await world.tell(stranger(n), n)
            const known = (await world.run(allOf(Persons))).map(({ id }) => id)
            ids.push(...known.filter((id) => !ids.includes(id)))
          }
          for (const [n, pair] of bridges.entries()) await world.tell(bridge(pair, n), 100 + n)
          const splits: Array<readonly [number, number]> = []
          let sets = expected(strangers, bridges, splits)
          let current = sets.map((set) => set[0] as number)
          const follow = async () => {
            sets = expected(strangers, bridges, splits)
            expect(await world.run(persons)).toEqual(asPersons(sets, current, ids))
            current = sets.map((set) => survivorOf(set, current))
            expect(await leadsTo(world, ids)).toEqual(
              ids.map((_, n) => ids[current[sets.findIndex((set) => set.includes(n))] ?? -1]),
            )
            expect(await world.run(residue)).toEqual([])
          }
          for (const [pick, by, of] of picks) {
            const large = sets.filter((set) => set.length > 1)
            const set = large[pick % large.length]
            if (set === undefined) break
            const survivor = survivorOf(set, current)
            const formers = set.filter((n) => n !== survivor)
            const former = formers[of % formers.length] as number
            const order = { customerId: ids[set[by % set.length] as number] ?? "", formerId: ids[former] ?? "" }
            const foretold = await world.run(splitPerson({ ...order, dryRun: true }))
            const answer = await world.run(splitPerson(order))
            expect(answer).toMatchObject({ status: 200 })
            expect(foretold.body).toEqual({ ...Object(answer.body), dryRun: true })
            splits.push([survivor, former])
            await follow()
          }
          for (const [a = 0, b = 0] of splits.splice(0)) {
            await world.run(orderBan({ persons: [ids[a] ?? "", ids[b] ?? ""], lift: true }))
          }
          expect(await world.run(persons)).toMatchObject(
            expected(strangers, bridges, []).map(() => ({ id: expect.any(String) })),
          )
        } finally {
          await world.close()
        }
      },
    ),
    parameters,
  )
})
