import { once } from "node:events"
import { createServer } from "node:net"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { afterEach, describe, expect, it, vi } from "vitest"
import { Erasures } from "./Collections.ts"
import { Documents, ref } from "./Documents.ts"
import { layer } from "./FirestoreDocuments.ts"

describe("A Firestore that does not answer", () => {
  afterEach(() => vi.unstubAllEnvs())

  it("is unavailable after five seconds, for reads and commits alike", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1")
    await once(silent, "listening")
    const address = silent.address()
    vi.stubEnv("FIRESTORE_EMULATOR_HOST", `127.0.0.1:${typeof address === "object" ? address?.port : ""}`)
    const erasure = ref(Erasures, "e1")
    const facts = await Effect.runPromise(
      Effect.gen(function* () {
        const documents = yield* Documents
        const read = Effect.flip(documents.getMany([erasure]))
        const commit = Effect.flip(documents.commit({ writes: [{ op: "delete", ref: erasure }] }))
        const waiting = yield* Effect.forkChild(Effect.all([read, commit], { concurrency: "unbounded" }))
        yield* TestClock.adjust("5 seconds")
        return yield* Fiber.join(waiting)
      }).pipe(Effect.provide(layer({ project: "kith", database: "(default)" })), Effect.provide(TestClock.layer())),
    )
    silent.close()
    expect(facts.map(({ message }) => message)).toEqual(["getMany: 4 DEADLINE_EXCEEDED", "commit: 4 DEADLINE_EXCEEDED"])
  })
})
