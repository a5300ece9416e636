import { Clock, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { say } from "../telemetry/Harmless.ts"
import { makeRateBudget, type RateBudget } from "./RateBudget.ts"
import type { Turn } from "./Turn.ts"
import type { VendorAnswer } from "./Vendor.ts"

interface Vendor {
  readonly allowed: number
  /** Calls that others of the same token make as soon as a window opens. */
  readonly others: number
  /** Windows of a minute open this long after a full one. */
  readonly offsetMillis: number
  /** How long the calls take to get there, and the answers to get back; used over and over. */
  readonly latencies: ReadonlyArray<readonly [there: number, back: number]>
}

/** A vendor with fixed windows, who counts a call when it gets there. */
const vendor = ({ allowed, others, offsetMillis, latencies }: Vendor) => {
  const counts = new Map<number, number>()
  let made = 0
  const call = Effect.gen(function* () {
    const [there, back] = latencies[made++ % latencies.length] ?? [0, 0]
    yield* Effect.sleep(there)
    const sinceFirst = (yield* Clock.currentTimeMillis) + 60_000 - offsetMillis
    const window = Math.floor(sinceFirst / 60_000)
    const count = (counts.get(window) ?? others) + 1
    counts.set(window, count)
    yield* Effect.sleep(back)
    const headers = {
      "inin-ratelimit-count": String(count),
      "inin-ratelimit-allowed": String(allowed),
      "inin-ratelimit-reset": String(Math.floor(60 - (sinceFirst % 60_000) / 1000)),
    }
    return { status: 200, headers, text: "" }
  })
  return { call, counts }
}

const prompt = { others: 0, offsetMillis: 0, latencies: [[50, 50]] } as const

const run = <A, E>(effect: Effect.Effect<A, E>, time: "1 second" | "1 hour") =>
  Effect.runPromise(
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(effect)
      yield* TestClock.adjust(time)
      return yield* Fiber.join(fiber)
    }).pipe(Effect.provide(TestClock.layer())),
  )

describe("makeRateBudget", () => {
  /** Makes as many calls as there are, redelivering those that may not wait. */
  const exhaust = (call: Effect.Effect<VendorAnswer>, calls: number) => {
    const budget = makeRateBudget(say`genesys`)
    const persistent = budget.within(call).pipe(
      Effect.catch((fact) => Effect.andThen(Effect.sleep(fact.retryAfterMillis ?? 1), Effect.fail(fact))),
      Effect.eventually,
    )
    return run(
      Effect.forEach(Array.from({ length: calls }), () => persistent, { concurrency: 32, discard: true }),
      "1 hour",
    )
  }

  it("never exceeds what is allowed, with slow calls, others' calls and windows that turn at any time", async () => {
    const millis = fc.integer({ min: 1, max: 15_000 })
    const vendors = fc.integer({ min: 2, max: 40 }).chain((allowed) =>
      fc.record({
        allowed: fc.constant(allowed),
        others: fc.integer({ min: 0, max: allowed - 1 }),
        offsetMillis: fc.integer({ min: 0, max: 59_999 }),
        latencies: fc.array(fc.tuple(millis, millis), { minLength: 1, maxLength: 8 }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(vendors, fc.integer({ min: 1, max: 100 }), async (settings, calls) => {
        const { call, counts } = vendor(settings)
        await exhaust(call, Math.min(calls, 5 * (settings.allowed - settings.others)))
        expect(Math.max(...counts.values())).toBeLessThanOrEqual(settings.allowed)
      }),
      { numRuns: 150 },
    )
  }, 30_000)

  it.each([300, 180])("uses all of the %i calls that are allowed", async (allowed) => {
    const { call, counts } = vendor({ ...prompt, allowed })
    await exhaust(call, 2 * allowed)
    expect([...counts.values()]).toEqual([allowed, allowed])
  })

  it("leaves a wait of more than fifteen seconds to the redelivery", async () => {
    const budget = makeRateBudget(say`genesys`)
    const { call } = vendor({ ...prompt, allowed: 1 })
    const exit = await run(Effect.andThen(budget.within(call), Effect.flip(budget.within(call))), "1 second")
    expect(exit).toMatchObject({ _tag: "VendorIsUnavailable", system: "genesys" })
    expect(exit.retryAfterMillis).toBeGreaterThan(20_000)
  })

  it("is not blocked by calls that fail, die or are interrupted", async () => {
    const budget = makeRateBudget(say`genesys`)
    const { call } = vendor({ ...prompt, allowed: 100 })
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

describe("inTurn", () => {
  const turn = (subject: string, urgency: number, age: number): Turn => ({ subject, urgency, age })
  const answered = (status: number, headers: Readonly<Record<string, string>>): Effect.Effect<VendorAnswer> =>
    Effect.succeed({ status, headers, text: "" })
  const counted = (count: number, allowed: number, reset = 10) =>
    answered(200, {
      "inin-ratelimit-count": String(count),
      "inin-ratelimit-allowed": String(allowed),
      "inin-ratelimit-reset": String(reset),
    })
  const usedUp = (budget: RateBudget, reset = 10) => Effect.ignore(budget.within(counted(300, 300, reset)))

  it("lets the most urgent go first, and of the same urgency the least age", async () => {
    const budget = makeRateBudget(say`genesys`)
    const wanted = [turn("later", 1, -9), turn("old", 0, -1), turn("new", 0, -5), turn("last", 2, 0)]
    const order: Array<string> = []
    const story = Effect.gen(function* () {
      yield* usedUp(budget)
      const work = ({ subject }: Turn) => Effect.sync(() => order.push(subject))
      yield* Effect.forEach(wanted, (one) => budget.inTurn(one, work(one)), { concurrency: "unbounded" })
    })
    await run(story, "1 hour")
    expect(order).toEqual(["new", "old", "later", "last"])
  })

  it("gives back the room that it does not use", async () => {
    const budget = makeRateBudget(say`genesys`, 2)
    let made = 0
    const call = Effect.suspend(() => counted(++made, 2, 50))
    const story = Effect.gen(function* () {
      yield* budget.within(call)
      for (let n = 0; n < 10; n++) yield* budget.inTurn(turn(`n-${n}`, 0, 0), Effect.void)
      yield* Effect.exit(budget.inTurn(turn("fails", 0, 0), Effect.fail("no")))
      yield* Fiber.interrupt(yield* Effect.forkChild(budget.inTurn(turn("i", 0, 0), Effect.never)))
      yield* budget.inTurn(turn("uses", 0, 0), budget.within(call))
      return yield* Effect.flip(budget.inTurn(turn("too late", 0, 0), budget.within(call)))
    })
    expect(await run(story, "1 second")).toMatchObject({ _tag: "TurnIsLater", retryAfterMillis: 51_000 })
    expect(made).toBe(2)
  })

  it("keeps sixteen waiting, and sends the least urgent away", async () => {
    const budget = makeRateBudget(say`genesys`)
    const served: Array<number> = []
    const story = Effect.gen(function* () {
      yield* usedUp(budget)
      return yield* Effect.forEach(
        Array.from({ length: 20 }, (_, n) => n),
        (n) =>
          Effect.exit(
            budget.inTurn(
              turn(`n-${n}`, 0, -n),
              Effect.sync(() => served.push(n)),
            ),
          ),
        { concurrency: "unbounded" },
      )
    })
    const exits = await run(story, "1 hour")
    expect(exits.map(Exit.isSuccess)).toEqual(Array.from({ length: 20 }, (_, n) => n >= 4))
    expect(served).toEqual(Array.from({ length: 16 }, (_, n) => 19 - n))
  })

  it("tells those that are sent away to come back in their order, so many in a window", async () => {
    const budget = makeRateBudget(say`genesys`)
    const story = Effect.gen(function* () {
      yield* budget.within(counted(2, 2, 59))
      const away = (age: number) =>
        Effect.map(Effect.flip(budget.inTurn(turn(`n${age}`, 0, age), Effect.void)), (fact) => fact.retryAfterMillis)
      return yield* Effect.forEach([1, 2, 3, 4, 5, 5, 0], away)
    })
    expect(await run(story, "1 second")).toEqual([60_000, 61_000, 120_000, 121_000, 180_000, 180_000, 60_000])
  })

  it("pauses everything for as long as a 429 asks, and never for longer than five minutes", async () => {
    const refusedFor = (seconds: string) =>
      Effect.gen(function* () {
        const budget = makeRateBudget(say`genesys`)
        yield* budget.within(answered(429, { "retry-after": seconds }))
        return yield* Effect.flip(budget.within(counted(1, 300)))
      })
    expect(await run(refusedFor("30"), "1 second")).toMatchObject({ retryAfterMillis: 30_000 })
    expect(await run(refusedFor("86400"), "1 second")).toMatchObject({ retryAfterMillis: 300_000 })
  })
})
