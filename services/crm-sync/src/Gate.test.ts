import { VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import { say } from "@kith/core/telemetry/Harmless"
import { Deferred, Effect, Fiber, Result } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { makeGate } from "./Gate.ts"

const away = (retryAfterMillis?: number) =>
  new VendorIsUnavailable({ system: say`crm`, reason: say`down`, ...(retryAfterMillis && { retryAfterMillis }) })
const run = <A, E>(story: Effect.Effect<A, E>) => Effect.runPromise(Effect.provide(story, TestClock.layer()))

/** What becomes of work behind a gate: the result's tag, or the fact's. */
const outcomeOf = <A, E extends { readonly _tag: string }>(work: Effect.Effect<A, E>) =>
  Effect.map(Effect.result(work), (result) => (Result.isSuccess(result) ? "done" : result.failure._tag))

describe("A gate", () => {
  it("lets one try now and then while the CRM is away, and everybody when it is back", async () => {
    const gate = makeGate(say`crm`)
    let calls = 0
    let isAway = true
    const call = gate.watch(Effect.suspend(() => (++calls && isAway ? Effect.fail(away()) : Effect.void)))
    const attempt = outcomeOf(gate.through(call))
    const story = Effect.gen(function* () {
      const first = [yield* attempt, yield* attempt, yield* attempt]
      yield* TestClock.adjust("1 second")
      const second = [yield* attempt, yield* attempt]
      isAway = false
      yield* TestClock.adjust("1 second")
      return [...first, ...second, yield* attempt, yield* attempt]
    })
    expect(await run(story)).toEqual([
      ...["VendorIsUnavailable", "TurnIsLater", "TurnIsLater"],
      ...["VendorIsUnavailable", "TurnIsLater"],
      ...["done", "done"],
    ])
    expect(calls).toBe(4)
  })

  it.each([
    ["a minute", 60, 60],
    ["an hour at most", 86_400, 3_600],
  ])("keeps everybody out as long as the CRM asks: %s", async (_, asked, kept) => {
    const gate = makeGate(say`crm`)
    const story = Effect.gen(function* () {
      yield* outcomeOf(gate.watch(Effect.fail(away(asked * 1000))))
      yield* TestClock.adjust((kept - 1) * 1000)
      const early = yield* outcomeOf(gate.through(Effect.void))
      yield* TestClock.adjust("1 second")
      return [early, yield* outcomeOf(gate.through(Effect.void))]
    })
    expect(await run(story)).toEqual(["TurnIsLater", "done"])
  })

  it("is not closed by what one record is refused for", async () => {
    const gate = makeGate(say`crm`)
    const refused = gate.watch(Effect.fail(new VendorRefused({ system: say`crm`, reason: say`no` })))
    expect(await run(Effect.andThen(outcomeOf(refused), outcomeOf(gate.through(Effect.void))))).toBe("done")
  })

  it("lets no more wait for a slow one than leaves places for the others", async () => {
    const gate = makeGate(say`crm`)
    const story = Effect.gen(function* () {
      const answer = yield* Deferred.make<void>()
      const waiting = yield* Effect.forkChild(
        Effect.forEach(Array(250).fill(0), () => outcomeOf(gate.through(Deferred.await(answer))), {
          concurrency: "unbounded",
        }),
      )
      yield* TestClock.adjust("1 second")
      yield* Deferred.succeed(answer, undefined)
      return yield* Fiber.join(waiting)
    })
    const outcomes = await run(story)
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(200)
    expect(outcomes.filter((outcome) => outcome === "TurnIsLater")).toHaveLength(50)
  })
})
