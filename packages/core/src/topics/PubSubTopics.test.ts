import { once } from "node:events"
import { createServer } from "node:net"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { afterEach, describe, expect, it, vi } from "vitest"
import { Documents } from "../documents/Documents.ts"
import { layer } from "./PubSubTopics.ts"
import { Topics } from "./Topics.ts"

describe("A Pub/Sub that does not answer", () => {
  afterEach(() => vi.unstubAllEnvs())

  it("is unavailable after five seconds, and nothing is counted", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1")
    await once(silent, "listening")
    const address = silent.address()
    vi.stubEnv("PUBSUB_EMULATOR_HOST", `127.0.0.1:${typeof address === "object" ? address?.port : ""}`)
    // Every call of it dies.
    const documents = Layer.mock(Documents, {})
    const fact = await Effect.runPromise(
      Effect.gen(function* () {
        const topics = yield* Topics
        const publication = topics.publish("identity-resolved", [{ data: { schema: 1 } }], { accepted: 1 })
        const waiting = yield* Effect.forkChild(Effect.flip(publication))
        yield* TestClock.adjust("5 seconds")
        return yield* Fiber.join(waiting)
      }).pipe(
        Effect.provide(layer({ project: "kith" }).pipe(Layer.provide(documents))),
        Effect.provide(TestClock.layer()),
      ),
    )
    silent.close()
    expect(fact.message).toBe("publishing to identity-resolved: 4 DEADLINE_EXCEEDED")
  })
})
