import { Clock, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { makeRateBudget } from "./RateBudget.ts"

const millis = 100

/** A vendor with a fixed window that opens with the first call and ends a minute later; others may use it as well. */
const vendor = (allowed: number, usedByOthers = 0) => {
  let opened = Number.NEGATIVE_INFINITY
  let count = 0
  const perWindow: Array<number> = []
  const call = Effect.gen(function* () {
    yield* Effect.sleep(millis / 2)
    const now = yield* Clock.currentTimeMillis
    if (now >= opened + 60_000) {
      opened = now
      count = usedByOthers
      perWindow.push(count)
    }
    count += 1
    perWindow[perWindow.length - 1] = count
    const reset = Math.floor((opened + 60_000 - now) / 1000)
    yield* Effect.sleep(millis / 2)
    const headers = {
      "inin-ratelimit-count": String(count),
      "inin-ratelimit-allowed": String(allowed),
      "inin-ratelimit-reset": String(reset),
    }
    return { status: 200, headers, text: "" }
  })
  return { call, perWindow }
}

const run = <A, E>(effect: Effect.Effect<A, E>, time: "1 second" | "10 minutes") =>
  Effect.runPromise(
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(effect)
      yield* TestClock.adjust(time)
      return yield* Fiber.join(fiber)
    }).pipe(Effect.provide(TestClock.layer())),
  )

describe("makeRateBudget", () => {
  it.each([
    [300, 0],
    [180, 0],
    [180, 100],
    [10, 9],
  ])("never exceeds %i calls a minute with %i of them made by others, and uses them", async (allowed, others) => {
    const { call, perWindow } = vendor(allowed, others)
    const budget = makeRateBudget("genesys")
    // A message is redelivered later where it may not wait.
    const persistent = budget.within(call).pipe(
      Effect.catch((fact) => Effect.andThen(Effect.sleep(fact.retryAfterMillis ?? 1), Effect.fail(fact))),
      Effect.eventually,
    )
    await run(
      Effect.forEach(Array.from({ length: 2 * (allowed - others) }), () => persistent, {
        concurrency: 32,
        discard: true,
      }),
      "10 minutes",
    )
    expect(perWindow.length).toBeGreaterThanOrEqual(2)
    for (const used of perWindow) expect(used).toBeLessThanOrEqual(allowed)
    expect(perWindow[0]).toBe(allowed)
  })

  it("leaves a wait of more than twenty seconds to the redelivery", async () => {
    const budget = makeRateBudget("genesys")
    const { call } = vendor(1)
    const exit = await run(Effect.andThen(budget.within(call), Effect.flip(budget.within(call))), "1 second")
    expect(exit).toMatchObject({ _tag: "VendorIsUnavailable", system: "genesys" })
    expect(exit.retryAfterMillis).toBeGreaterThan(20_000)
  })

  it("is not blocked by calls that fail, die or are interrupted", async () => {
    const budget = makeRateBudget("genesys")
    const { call } = vendor(100)
    const exits = await run(
      Effect.gen(function* () {
        yield* Effect.exit(budget.within(Effect.fail("no answer")))
        yield* Effect.exit(budget.within(Effect.die("bug")))
        yield* Fiber.interrupt(yield* Effect.forkChild(budget.within(Effect.never)))
        return yield* Effect.exit(budget.within(call))
      }),
      "1 second",
    )
    expect(Exit.isSuccess(exits)).toBe(true)
  })
})
