import fc from "fast-check"
import { expect, test } from "vitest"
import { policy, type Told } from "./history.ts"
import { oracle } from "./oracle.ts"
import { graphIn, residueIn, takePicture } from "./picture.ts"
import { parameters } from "./runs.ts"
import { banned } from "./scenes.ts"
import { isOrdered, isTold, type Ordered } from "./steps.ts"
import { keyOf, makeWorld, store, type World } from "./world.ts"

const take = (world: World, step: Told | Ordered, index: number): Promise<unknown> =>
  "ban" in step ? world.order(step) : world.tell(step, index)

test("a ban that is lifted leaves what it would have been without, and every id still answers", async () => {
  await fc.assert(
    fc.asyncProperty(
      banned,
      policy,
      fc.integer({ min: 1, max: 4 }),
      store,
      async (steps, policy, concurrency, store) => {
        const world = makeWorld(policy, { store })
        try {
          const known = new Set<string>()
          // Beside each other: an order and an event of one identifier meet in the store.
          for (let i = 0; i < steps.length; i += concurrency) {
            await Promise.all(steps.slice(i, i + concurrency).map((step, j) => take(world, step, i + j)))
            for (const id of (await world.run(takePicture)).persons.keys()) known.add(id)
          }
          await Promise.all(steps.filter(isOrdered).map(({ ban }) => world.order({ ban, lift: true })))
          const picture = await world.run(takePicture)
          expect(graphIn(picture)).toEqual(oracle(steps.filter(isTold), policy, keyOf))
          expect(residueIn(picture)).toEqual([])
          expect([...known].filter((id) => !picture.persons.has(id))).toEqual([])
        } finally {
          await world.close()
        }
      },
    ),
    parameters,
  )
})

test("a dry run says what the order does, and does nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      banned.filter((steps) => steps.some(isOrdered)),
      policy,
      store,
      async (steps, policy, store) => {
        const last = steps.findLast(isOrdered) as Ordered
        const world = makeWorld(policy, { store })
        try {
          for (const [i, step] of steps.entries()) if (step !== last) await take(world, step, i)
          const before = await world.run(takePicture)
          const foretold = await world.order(last, true)
          expect(await world.run(takePicture)).toEqual(before)
          expect(await world.order(last)).toEqual(foretold)
        } finally {
          await world.close()
        }
      },
    ),
    parameters,
  )
})
