import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { continueFrom, traceAttributes } from "./Trace.ts"

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
