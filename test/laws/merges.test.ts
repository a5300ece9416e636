import { resolveIdentity } from "@kith/resolver/ResolveIdentity"
import { Effect } from "effect"
import fc from "fast-check"
import { expect, test } from "vitest"
import { observed, type Told, tightPolicy } from "./history.ts"
import { oracle } from "./oracle.ts"
import { graphIn, residueIn, takePicture } from "./picture.ts"
import { parameters } from "./runs.ts"
import { keyOf, makeWorld, store } from "./world.ts"

/** An org full of duplicates, whose administrator cleans it up meanwhile. */
const seen = fc
  .record({
    interaction: fc.constantFrom("i1", "i2", "i3", "i4", "i5", "i6"),
    at: fc.integer({ min: 0, max: 20 }),
    record: fc.option(fc.constantFrom("s1", "s2", "s3", "s4")),
    also: fc.uniqueArray(fc.constantFrom("e1", "e2", "p1", "p2", "v1"), { maxLength: 2 }),
  })
  .map(({ interaction, at, record, also }): Told => {
    return { interaction, at, kind: "opened", says: [...(record === null ? [] : [record]), ...also], links: [] }
  })
const merged = fc
  .record({
    pair: fc.uniqueArray(fc.constantFrom("s1", "s2", "s3", "s4"), { minLength: 2, maxLength: 2 }),
    at: fc.integer({ min: 0, max: 20 }),
  })
  .map(({ pair: [master = "", loser = ""], at }): Told => {
    const interaction = `${loser}-into-${master}`
    return { interaction, at, kind: "ended", says: [master, loser], former: [loser], links: [] }
  })
const cleanup = fc.array(fc.oneof({ weight: 3, arbitrary: seen }, { weight: 1, arbitrary: merged }), {
  minLength: 6,
  maxLength: 20,
})

test("what a CRM merges is one record, told before, between or after all else: also of what is shared", async () => {
  let noLongerShared = 0
  await fc.assert(
    fc.asyncProperty(cleanup, store, async (told, store) => {
      const world = makeWorld(tightPolicy, { store })
      try {
        let shared: ReadonlyArray<string> = []
        for (const [i, event] of told.entries()) {
          await world.tell(event, i)
          const picture = await world.run(takePicture)
          const now = graphIn(picture)
          expect(now).toEqual(oracle(told.slice(0, i + 1), tightPolicy, keyOf))
          expect(residueIn(picture)).toEqual([])
          if (shared.some((key) => !now.shared.includes(key))) noLongerShared += 1
          shared = now.shared
        }
      } finally {
        await world.close()
      }
    }),
    parameters,
  )
  expect(noLongerShared).toBeGreaterThan(parameters.numRuns / 20)
})

test("any order and concurrency of merges and of what they concern gives the same persons", async () => {
  const shuffled = cleanup.chain((told) =>
    fc.tuple(fc.constant(told), fc.shuffledSubarray([...told.keys()], { minLength: told.length })),
  )
  await fc.assert(
    fc.asyncProperty(shuffled, fc.integer({ min: 1, max: 6 }), store, async ([told, order], concurrency, store) => {
      const world = makeWorld(tightPolicy, { store })
      try {
        const tell = (i: number) => resolveIdentity(observed(told[i] as Told, i))
        await world.run(Effect.forEach(order, tell, { concurrency, discard: true }))
        const picture = await world.run(takePicture)
        expect(graphIn(picture)).toEqual(oracle(told, tightPolicy, keyOf))
        expect(residueIn(picture)).toEqual([])
      } finally {
        await world.close()
      }
    }),
    parameters,
  )
})
