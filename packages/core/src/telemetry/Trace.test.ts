import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { age, continueFrom, followedFrom, traceAttributes } from "./Trace.ts"

const trace = Effect.map(Effect.currentSpan, ({ traceId }) => traceId).pipe(Effect.withSpan("consume"))

describe("trace context", () => {
  it("travels in a message's attributes", async () => {
    const published = Effect.all([traceAttributes, trace]).pipe(Effect.withSpan("publish"))
    const [attributes, traceId] = await Effect.runPromise(published)
    expect(await Effect.runPromise(trace.pipe(continueFrom(attributes)))).toBe(traceId)
  })

  it("is not invented where there is no span", async () => {
    expect(await Effect.runPromise(traceAttributes)).toEqual({})
  })

  it.each([
    {},
    { traceparent: "" },
    { traceparent: "junk" },
    { traceparent: `00-${"0".repeat(32)}-b7ad6b7169203331-01` },
  ])("starts anew from %j", async (attributes) => {
    expect(await Effect.runPromise(trace.pipe(continueFrom(attributes)))).toMatch(/^[0-9a-f]{32}$/)
  })
})

describe("the age of what is being handled", () => {
  const at = 1_700_000_000_000
  const second = Effect.gen(function* () {
    yield* TestClock.setTime(at + 900)
    const attributes = yield* traceAttributes.pipe(followedFrom({ attributes: {}, publishedAt: at }))
    const later = { attributes, publishedAt: at + 800 }
    return [yield* age.pipe(followedFrom(later)), yield* age] as const
  })

  it("counts from the first message, however many follow from it, and is unknown outside of one", async () => {
    expect(await Effect.runPromise(Effect.provide(second, TestClock.layer()))).toEqual([900, undefined])
  })

  it.each(["", "yesterday", "1e9", "-5"])(
    "counts from the message itself where it says that it came in at %j",
    async (cameInAt) => {
      const first = age.pipe(followedFrom({ attributes: { cameInAt }, publishedAt: at }))
      const asked = Effect.andThen(TestClock.setTime(at + 40), first)
      expect(await Effect.runPromise(Effect.provide(asked, TestClock.layer()))).toBe(40)
    },
  )
})
