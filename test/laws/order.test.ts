import { Documents } from "@kith/core/documents/Documents"
import { resolveIdentity } from "@kith/resolver/ResolveIdentity"
import { Effect } from "effect"
import fc from "fast-check"
import { expect, test } from "vitest"
import { observed, policy } from "./history.ts"
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
          expect(counts).toMatchObject({ applied: told.length, duplicate: told.length })
        } finally {
          await world.close()
        }
      },
    ),
    parameters,
  )
})
