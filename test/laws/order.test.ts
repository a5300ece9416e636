import { Documents } from "@kith/core/documents/Documents"
import { resolveIdentity } from "@kith/resolver/ResolveIdentity"
import { Effect } from "effect"
import fc from "fast-check"
import { expect, test } from "vitest"
import { observed, policy, type Told, tightPolicy, told } from "./history.ts"
import { oracle } from "./oracle.ts"
import { graphIn, residueIn, takePicture } from "./picture.ts"
import { straysIn } from "./profiles.ts"
import { parameters } from "./runs.ts"
import { history } from "./scenes.ts"
import { keyOf, makeWorld, store } from "./world.ts"

/** Every event twice, in any order. */
const twice = history.chain((told) => {
  const deliveries = [...told, ...told].map((_, n) => ({ event: n % told.length, delivery: `accept-${n}` }))
  return fc.record({
    told: fc.constant(told),
    deliveries: fc.shuffledSubarray(deliveries, { minLength: deliveries.length }),
  })
})

/** What an agent said is withdrawn with the second customer, so `i7` is shared no more, while others read that it is. */
const withdrawn: ReadonlyArray<Told> = [
  told("c1", 38, ["s1"], { participant: { id: "ben", role: "customer" } }),
  told("i2", 1, ["e4", "s3"]),
  told("i3", 7, ["p1"], { links: ["i7"] }),
  told("c1", 37, ["p3"], { participant: { id: "agent", role: "unknown" }, links: ["i7"] }),
  told("i3", 5, ["s3"]),
  told("i8", 27, ["s2", "p1"], { kind: "ended" }),
  told("i7", 2, ["s3"]),
  told("c1", 39, ["v3"], { participant: { id: "agent", role: "unknown" }, links: ["i2"] }),
  told("i2", 6, [], { kind: "ended" }),
  told("c1", 38, ["v1"], { participant: { id: "anna", role: "customer" } }),
  told("i7", 4, ["p1"], { kind: "updated" }),
]
const once = withdrawn.map((_, event) => ({ event, delivery: `accept-${event}` }))
const again = [9, 8].map((event) => ({ event, delivery: `again-${event}` }))
const raced = { told: [...withdrawn], deliveries: [...once.slice(0, 10), ...again, ...once.slice(10)] }

test("any order, duplication and concurrency of the same events gives the same partition", async () => {
  await fc.assert(
    fc.asyncProperty(
      twice,
      policy,
      fc.integer({ min: 1, max: 6 }),
      store,
      async ({ told, deliveries }, policy, concurrency, store) => {
        const world = makeWorld(policy, { store })
        try {
          const deliver = ({ event, delivery }: { event: number; delivery: string }) =>
            resolveIdentity({ ...observed(told[event] as never, event), acceptId: delivery })
          await world.run(Effect.forEach(deliveries, deliver, { concurrency, discard: true }))
          const picture = await world.run(takePicture)
          expect(graphIn(picture)).toEqual(oracle(told, policy, keyOf))
          expect(residueIn(picture)).toEqual([])
          expect(straysIn(picture, policy)).toEqual([])
          const counts = await world.run(Documents.use((documents) => documents.counts))
          expect(counts).toMatchObject({ applied: told.length, duplicate: deliveries.length - told.length })
        } finally {
          await world.close()
        }
      },
    ),
    { ...parameters, examples: [[raced, tightPolicy, 3, "memory"]] },
  )
})
