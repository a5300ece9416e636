import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { Documents } from "../documents/Documents.ts"
import { Sqlite } from "../documents/Sqlite.ts"
import * as SqliteDocuments from "../documents/SqliteDocuments.ts"
import { Backlog } from "./Backlog.ts"
import { SqliteQueue } from "./SqliteQueue.ts"
import * as SqliteTopics from "./SqliteTopics.ts"
import { Topics } from "./Topics.ts"

const stores = Layer.mergeAll(SqliteDocuments.layer, SqliteTopics.layer, Backlog.layerSqlite).pipe(
  Layer.provide(Sqlite.layer(":memory:")),
  Layer.provideMerge(TestClock.layer()),
)
const run = <A, E>(story: Effect.Effect<A, E, Layer.Success<typeof stores>>) =>
  Effect.runPromise(Effect.provide(story, stores))

const accept = (...acceptIds: ReadonlyArray<string>) =>
  Topics.use((topics) =>
    topics.publish(
      "interaction-opened",
      acceptIds.map((acceptId) => ({ data: { acceptId } })),
    ),
  )
const pending = Backlog.use((backlog) =>
  Effect.map(backlog.tally(["interaction-opened", "interaction-updated"]), ({ pending }) => pending),
)

describe("the backlog", () => {
  it("tells of each subscription what it holds, what is in flight, and how old the oldest is", () =>
    run(
      Effect.gen(function* () {
        yield* accept("1")
        yield* TestClock.adjust("2 seconds")
        yield* accept("2", "3")
        yield* SqliteQueue.use((queue) => queue.lease("interaction-opened-to-resolver", () => 1))
        yield* TestClock.adjust("500 millis")
        const [first, ...others] = yield* Backlog.use((backlog) => backlog.queues)
        expect(first).toEqual({
          subscription: "interaction-opened-to-resolver",
          topic: "interaction-opened",
          undelivered: 3,
          inFlight: 1,
          oldestUnackedAgeSeconds: 2.5,
        })
        expect(others.some(({ subscription }) => subscription.includes("dead-letter"))).toBe(true)
        expect(new Set(others.map(({ undelivered }) => undelivered))).toEqual(new Set([0]))
      }),
    ))

  it("takes as pending each accepted event that has no ending, wherever its messages are", () =>
    run(
      Effect.gen(function* () {
        const queue = yield* SqliteQueue
        yield* accept("1", "2", "3", "3")
        expect(yield* pending).toBe(3)
        const [first] = yield* queue.lease("interaction-opened-to-resolver", () => 1)
        if (first === undefined) throw new Error("nothing was leased")
        yield* queue.moveTo("interaction-opened-to-resolver-dead-letter", first, "{}")
        expect(yield* pending).toBe(3)
      }),
    ))

  it("counts a message that is deeper than SQLite reads, as one that names no event", () =>
    run(
      Effect.gen(function* () {
        const deep = JSON.parse(`${"[".repeat(2_000)}${"]".repeat(2_000)}`)
        yield* Topics.use((topics) => topics.publish("interaction-opened", [{ data: deep }]))
        expect(yield* pending).toBe(1)
      }),
    ))

  it("does not take an event as pending that ended and whose message is not acknowledged yet", () =>
    run(
      Effect.gen(function* () {
        yield* accept("1", "2")
        const endings = [{ acceptId: "1", disposition: "applied" }] as const
        yield* Documents.use((documents) => documents.commit({ writes: [], endings }))
        expect(yield* pending).toBe(1)
      }),
    ))
})
