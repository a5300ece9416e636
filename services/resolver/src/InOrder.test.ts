import { Documents } from "@kith/core/documents/Documents"
import { asserted, eventOf } from "@kith/core/identity/fixtures/Event"
import { Deferred, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { inOrder } from "./InOrder.ts"

const line = asserted("phone", "+4930000")
const [first, second, elsewhere] = [eventOf("one", [line]), eventOf("two", [line]), eventOf("three", [])]

const layer = Layer.merge(Layer.mock(Documents, {}), TestClock.layer())
const run = <A, E>(effect: Effect.Effect<A, E, Documents>) => Effect.runPromise(Effect.provide(effect, layer))

/** The first is being decided and does not end; what has begun after so many milliseconds. */
const begunAfter = (millis: number, isOver = false) =>
  run(
    Effect.gen(function* () {
      const begun: Array<string> = []
      const begin = (name: string) => Effect.sync(() => void begun.push(name))
      const end = yield* Deferred.make<void>()
      const fibers = [
        yield* Effect.forkChild(inOrder(first, Effect.andThen(begin("first"), Deferred.await(end)))),
        yield* Effect.forkChild(inOrder(second, begin("second"))),
        yield* Effect.forkChild(inOrder(elsewhere, begin("elsewhere"))),
      ]
      yield* TestClock.adjust(0)
      if (isOver) yield* Deferred.succeed(end, undefined)
      yield* TestClock.adjust(millis)
      const now = [...begun]
      yield* Effect.forEach(fibers, Fiber.interrupt)
      return now
    }),
  )

describe("An event that names what another names which is being decided", () => {
  it("is decided once that is", async () => {
    expect(await begunAfter(0)).toEqual(["first", "elsewhere"])
    expect(await begunAfter(0, true)).toEqual(["first", "elsewhere", "second"])
  })

  it("does not wait for long", async () => {
    expect(await begunAfter(99)).toEqual(["first", "elsewhere"])
    expect(await begunAfter(100)).toEqual(["first", "elsewhere", "second"])
  })
})
