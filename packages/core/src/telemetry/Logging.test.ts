import { Cause, Effect } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Broken } from "./Broken.ts"
import { say } from "./Harmless.ts"
import { HarmlessError } from "./HarmlessError.ts"
import { LogEntry, logDebug, logError, logInfo, logWarning } from "./Log.ts"
import { loggingLayer } from "./Logging.ts"

const settings = { service: "resolver", version: "1.2.3", project: "kith-test" }

const logged = async (effect: Effect.Effect<unknown>, isTTY = false, colour = false) => {
  let written = ""
  const output = { isTTY, write: (text: string) => (written += text) }
  await Effect.runPromise(Effect.provide(effect, loggingLayer(settings, output, colour)))
  return written
}
const line = async (effect: Effect.Effect<unknown>) => JSON.parse(await logged(effect)) as Record<string, unknown>

/** What nothing but a cast could bring to the logger. */
const smuggled = (message: string, fields: object = {}) => Effect.logInfo(LogEntry.of(message, fields))

class TopicIsShut extends HarmlessError("TopicIsShut")<{ readonly topic: "person-forgotten" }> {
  override get message() {
    return say`publishing to ${this.topic}`
  }
}

describe("loggingLayer off a terminal", () => {
  it("writes Cloud Logging's shape, one line each", async () => {
    const effect = logWarning("delivery failed", {
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
        const text = await logged(smuggled("kept", { ...fields, email: "canary", attempt: 1 }))
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
    "x".repeat(301),
    { nested: "canary" },
    ["canary"],
    Number.NaN,
  ])("leaves out the value %j of an allow-listed field", async (reason) => {
    expect(await line(smuggled("kept", { reason }))).not.toHaveProperty("reason")
  })

  it("treats annotations as fields", async () => {
    const entry = await line(logInfo("kept").pipe(Effect.annotateLogs({ acceptId: "a1", email: "e@x.example" })))
    expect(entry).toMatchObject({ acceptId: "a1", omittedFields: 1 })
  })

  it.each<readonly [string, Effect.Effect<void>]>([
    ["a text", Effect.logInfo("no person for Ada Lovelace")],
    ["an object", Effect.logInfo({ reason: "lovelace" })],
    ["an error", Effect.logError(new Error("no person for Ada Lovelace"))],
    ["a text beside a cause", Effect.logError("lovelace", Cause.die(new Error("lovelace")))],
    ["what an effect's end says", Effect.logInfo(Cause.fail("lovelace"))],
  ])("repeats nothing of %s that did not come by its own way", async (_, effect) => {
    const text = await logged(effect)
    expect(text.toLowerCase()).not.toContain("lovelace")
    expect(JSON.parse(text)["message"]).toContain("something was said")
  })

  it("names a fact of ours by its tag and message, with and without a cause", async () => {
    const fact = new TopicIsShut({ topic: "person-forgotten" })
    for (const why of [fact, Cause.fail(fact)]) {
      const entry = await line(logError("sweep", {}, why))
      expect(entry["message"]).toBe("sweep: TopicIsShut: publishing to person-forgotten")
      expect(entry).not.toHaveProperty("stack_trace")
    }
    expect((await line(logError("died", {}, Cause.die(new Broken(say`an alias leads nowhere`)))))["message"]).toBe(
      "died: Broken: an alias leads nowhere",
    )
  })

  it("names errors that are not ours by their kind, and shows none of their words", async () => {
    class Foreign extends Error {
      readonly _tag = "Lovelace"
      override readonly name = "Lovelace"
      readonly code = "lovelace"
    }
    const secret = new Foreign("lovelace", { cause: new Error("lovelace") })
    for (const cause of [Cause.fail(secret), Cause.die(secret), Cause.fail("lovelace"), Cause.die({ lovelace: 1 })]) {
      const text = await logged(logError("died", {}, cause))
      expect(text.toLowerCase()).not.toContain("lovelace")
      expect(JSON.parse(text)["message"]).toMatch(/^died: (Foreign|a (string|object) was thrown)$/)
    }
  })

  it.each<readonly [string, () => unknown, string]>([
    ["JSON", () => JSON.parse("lovelace@example.com"), "SyntaxError: no JSON"],
    ["a number", () => BigInt("lovelace"), "SyntaxError"],
    [
      "a property",
      () => (undefined as unknown as { lovelace: { x: 1 } }).lovelace.x,
      "TypeError: a property of nothing",
    ],
    ["a URL", () => new URL("lovelace"), "TypeError: no URL, ERR_INVALID_URL"],
    ["a regular expression", () => new RegExp(`(${["lovelace"]}`), "SyntaxError"],
    ["a component of a URL", () => decodeURIComponent("%lovelace"), "URIError"],
    ["a date", () => new Date("lovelace").toISOString(), "RangeError: no time"],
    ["a buffer", () => Buffer.from(Symbol("lovelace") as unknown as string), "TypeError: ERR_INVALID_ARG_TYPE"],
  ])("shows where a defect arose, and not what it choked on: %s", async (_, choke, kind) => {
    const bug = Effect.sync(choke)
    const text = await logged(Effect.catchCause(bug, (cause) => logError("request died", {}, cause)))
    const entry = JSON.parse(text)
    expect(entry).toMatchObject({ severity: "ERROR", message: `request died: ${kind}` })
    expect(entry.stack_trace).toMatch(/\n {4}at \S+Logging\.test\.ts:\d+:\d+/)
    expect(text.toLowerCase().replaceAll("logging.test.ts", "")).not.toContain("lovelace")
  })

  it("takes nothing for a place in a program that stands in a message", async () => {
    const forged = new Error(
      "x\n    at lovelace@example.com\n    at lovelace (/lovelace.ts:1:1)\n    at file:///lovelace.ts:1:1",
    )
    const text = await logged(logError("died", {}, Cause.die(forged)))
    expect(text).not.toContain("lovelace")
    expect(JSON.parse(text)["stack_trace"]).toContain("Logging.test.ts")
  })

  it("keeps quiet below its level", async () => {
    expect(await logged(logDebug("details"))).toBe("")
  })
})

describe("loggingLayer on a terminal", () => {
  it("writes one readable line", async () => {
    const text = await logged(logInfo("listening", { service: "console", port: 8080 }), true)
    expect(text).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}listening service=console port=8080\n$/)
  })

  it("colours it unless it is told not to", async () => {
    expect(await logged(logInfo("hello"), true, true)).toContain("\u001b[32mINFO")
  })
})
