import { Cause, Data, Effect } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { loggingLayer } from "./Logging.ts"

const settings = { service: "resolver", version: "1.2.3", project: "kith-test" }

const logged = async (effect: Effect.Effect<unknown>, isTTY = false, colour = false) => {
  let written = ""
  const output = { isTTY, write: (text: string) => (written += text) }
  await Effect.runPromise(Effect.provide(effect, loggingLayer(settings, output, colour)))
  return written
}
const line = async (effect: Effect.Effect<unknown>) => JSON.parse(await logged(effect)) as Record<string, unknown>

class TopicIsShut extends Data.TaggedError("TopicIsShut")<{ readonly topic: string }> {
  override get message() {
    return `publishing to ${this.topic}`
  }
}

describe("loggingLayer off a terminal", () => {
  it("writes Cloud Logging's shape, one line each", async () => {
    const effect = Effect.logWarning("delivery failed", {
      subscription: "a-to-b",
      attempt: 2,
      fact: "VendorRefused",
    }).pipe(Effect.withSpan("consume"))
    expect(await line(effect)).toMatchObject({
      severity: "WARNING",
      message: "delivery failed",
      subscription: "a-to-b",
      attempt: 2,
      fact: "VendorRefused",
      serviceContext: { service: "resolver", version: "1.2.3" },
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      "logging.googleapis.com/trace": expect.stringMatching(/^projects\/kith-test\/traces\/[0-9a-f]{32}$/),
      "logging.googleapis.com/spanId": expect.stringMatching(/^[0-9a-f]{16}$/),
    })
    expect((await logged(effect)).split("\n")).toHaveLength(2)
  })

  it("never writes a field that is not allow-listed, and says how many it left out", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.stringMatching(/^canary[a-z]{4,}$/)), async (fields) => {
        const text = await logged(Effect.logInfo("kept", { ...fields, email: "canary", attempt: 1 }))
        expect(text).not.toContain("canary")
        expect(JSON.parse(text)["attempt"]).toBe(1)
        expect(JSON.parse(text)["omittedFields"]).toBeGreaterThan(0)
      }),
    )
  })

  it.each([
    "john.doe@example.com",
    "+1 555 0100",
    "a\nb",
    "x".repeat(201),
    { nested: "canary" },
    ["canary"],
    Number.NaN,
  ])("leaves out the value %j of an allow-listed field", async (reason) => {
    expect(await line(Effect.logInfo("kept", { reason }))).not.toHaveProperty("reason")
  })

  it("treats annotations as fields", async () => {
    const entry = await line(Effect.logInfo("kept").pipe(Effect.annotateLogs({ acceptId: "a1", email: "e@x.example" })))
    expect(entry).toMatchObject({ acceptId: "a1", omittedFields: 1 })
  })

  it("names a fact by its tag and message", async () => {
    const entry = await line(Effect.logError("sweep", Cause.fail(new TopicIsShut({ topic: "person-forgotten" }))))
    expect(entry["message"]).toBe("sweep: TopicIsShut: publishing to person-forgotten")
    expect(entry).not.toHaveProperty("stack_trace")
  })

  it("shows where a defect arose, and not what it choked on", async () => {
    const bug = Effect.try({ try: () => JSON.parse("john.doe@example.com"), catch: (error) => error }).pipe(
      Effect.orDie,
    )
    const text = await logged(Effect.catchCause(bug, (cause) => Effect.logError("request died", cause)))
    const entry = JSON.parse(text)
    expect(entry.severity).toBe("ERROR")
    expect(entry.message).toContain("request died: SyntaxError: ")
    expect(entry.stack_trace).toMatch(/\n\s+at /)
    expect(text).not.toMatch(/john|example\.com/)
  })

  it("covers addresses and numbers that slipped into a message", async () => {
    const entry = await line(Effect.logInfo("no person for john@example.com or +1 (555) 010-0199 in 2 tries"))
    expect(entry["message"]).toBe("no person for … or … in 2 tries")
  })

  it("keeps quiet below its level", async () => {
    expect(await logged(Effect.logDebug("details"))).toBe("")
  })
})

describe("loggingLayer on a terminal", () => {
  it("writes one readable line", async () => {
    const text = await logged(Effect.logInfo("listening", { service: "console", port: 8080 }), true)
    expect(text).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}listening service=console port=8080\n$/)
  })

  it("colours it unless it is told not to", async () => {
    expect(await logged(Effect.logInfo("hello"), true, true)).toContain("\u001b[32mINFO")
  })
})
