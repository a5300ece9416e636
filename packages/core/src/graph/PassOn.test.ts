import { Effect, Exit, Layer, ManagedRuntime } from "effect"
import { TestClock } from "effect/testing"
import { afterEach, describe, expect, it } from "vitest"
import { Untold } from "../documents/Collections.ts"
import { Documents } from "../documents/Documents.ts"
import { Sqlite } from "../documents/Sqlite.ts"
import * as SqliteDocuments from "../documents/SqliteDocuments.ts"
import { say } from "../telemetry/Harmless.ts"
import { TopicIsUnavailable, Topics } from "../topics/Topics.ts"
import { passOn, passOnLeft, wordOf } from "./PassOn.ts"

let away = false
const told: Array<unknown> = []
const publish = (_: string, messages: ReadonlyArray<{ readonly data: unknown }>) =>
  away
    ? Effect.fail(new TopicIsUnavailable({ topic: "identity-resolved", reason: say`down` }))
    : Effect.sync(() => void told.push(...messages.map(({ data }) => data)))
const runtime = ManagedRuntime.make(
  Layer.mergeAll(
    SqliteDocuments.layer.pipe(Layer.provide(Sqlite.layer(":memory:"))),
    Layer.succeed(Topics, { publish }),
    TestClock.layer(),
  ),
)
afterEach(() => runtime.dispose())

const person = (n: number) => ({ customerId: `0b9c9f0e-5a5e-4f7e-9f59-${String(n).padStart(12, "0")}`, version: n })
const left = Documents.use((documents) => documents.list(Untold, { limit: 10 }))

describe("persons that a commit changed", () => {
  it("are told of by whoever comes after one that could not, once that one must be done, and only once", async () => {
    const story = Effect.gen(function* () {
      const persons = Array.from({ length: 501 }, (_, n) => person(n))
      const word = yield* wordOf(persons)
      yield* Documents.use((documents) => documents.commit({ writes: word.writes }))
      away = true
      expect(Exit.isFailure(yield* Effect.exit(passOn(word)))).toBe(true)
      away = false
      expect(yield* passOnLeft()).toBe(0)
      yield* TestClock.adjust("61 seconds")
      expect(yield* passOnLeft()).toBe(501)
      expect(new Set(told.map((data) => Object(data).customerId))).toEqual(new Set(persons.map((p) => p.customerId)))
      expect(yield* passOnLeft()).toBe(0)
      expect(yield* left).toEqual([])
      const second = yield* wordOf([person(7)])
      yield* Documents.use((documents) => documents.commit({ writes: second.writes }))
      yield* passOn(second)
      expect(yield* left).toEqual([])
      expect(told.at(-1)).toEqual({ schema: 1, customerId: person(7).customerId, profileVersion: 7 })
    })
    await runtime.runPromise(story)
  })
})
