import { Clock, Effect, Fiber, Result } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { makeBatches } from "./Batches.ts"

/** A vendor that takes `millis` for a batch and refuses odd numbers. */
const vendor = (largest: number, millis = 0) => {
  const batches: Array<{ readonly at: number; readonly items: ReadonlyArray<number> }> = []
  const write = makeBatches<number, string, string>(
    largest,
    Effect.fnUntraced(function* (items) {
      batches.push({ at: yield* Clock.currentTimeMillis, items })
      if (millis > 0) yield* Effect.sleep(millis)
      return items.map((item) => (item % 2 === 1 ? Result.fail(`no ${item}`) : Result.succeed(`yes ${item}`)))
    }),
  )
  return { batches, write: (item: number) => Effect.catch(write(item), (refusal) => Effect.succeed(refusal)) }
}
const run = <A>(story: Effect.Effect<A>) => Effect.runPromise(Effect.provide(story, TestClock.layer()))
const together = <A, E>(all: ReadonlyArray<Effect.Effect<A, E>>) => Effect.all(all, { concurrency: "unbounded" })
const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i)

describe("Those who come together", () => {
  it("share a call, and each gets the answer for its own", async () => {
    const { batches, write } = vendor(10)
    expect(await run(together(upTo(4).map(write)))).toEqual(["yes 0", "no 1", "yes 2", "no 3"])
    expect(batches.map(({ items }) => items)).toEqual([[0, 1, 2, 3]])
  })

  it("are split where they are more than a call takes", async () => {
    const { batches, write } = vendor(3)
    const story = Effect.gen(function* () {
      const all = yield* Effect.forkChild(together(upTo(7).map(write)))
      yield* TestClock.adjust("10 seconds")
      return yield* Fiber.join(all)
    })
    expect(await run(story)).toHaveLength(7)
    expect(batches.map(({ items }) => items.length)).toEqual([3, 3, 1])
  })
})

describe("Those who come one after the other", () => {
  it("do not wait for company", async () => {
    const { batches, write } = vendor(10)
    await run(Effect.forEach(upTo(3), write))
    expect(batches.map(({ at, items }) => [at, items.length])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ])
  })

  it("go together in the next call while one is under way", async () => {
    const { batches, write } = vendor(10, 500)
    const story = Effect.gen(function* () {
      const all = yield* Effect.forkChild(
        together(upTo(5).map((item) => Effect.andThen(Effect.sleep(item * 100), write(item)))),
      )
      yield* TestClock.adjust("5 seconds")
      return yield* Fiber.join(all)
    })
    await run(story)
    expect(batches.map(({ items }) => items)).toEqual([[0], [1, 2, 3, 4]])
  })

  it("are collected for two seconds in a storm, however fast the vendor is", async () => {
    const { batches, write } = vendor(200)
    const story = Effect.gen(function* () {
      const storm = upTo(300).map((item) => Effect.andThen(Effect.sleep(item * 20), write(item)))
      const all = yield* Effect.forkChild(together(storm))
      for (let step = 0; step < 100; step++) yield* TestClock.adjust("100 millis")
      return yield* Fiber.join(all)
    })
    expect(await run(story)).toHaveLength(300)
    expect(batches.length).toBeLessThanOrEqual(7 + 5)
    expect(batches.flatMap(({ items }) => items).sort((x, y) => x - y)).toEqual(upTo(300))
  })
})
