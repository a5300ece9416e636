import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { topicsConformance } from "../../../../test/conformance/topics.ts"
import { Documents } from "../documents/Documents.ts"
import { Sqlite } from "../documents/Sqlite.ts"
import * as SqliteDocuments from "../documents/SqliteDocuments.ts"
import { SqliteQueue } from "./SqliteQueue.ts"
import * as SqliteTopics from "./SqliteTopics.ts"
import { Topics } from "./Topics.ts"

const store = () => Layer.merge(SqliteDocuments.layer, SqliteTopics.layer).pipe(Layer.provide(Sqlite.layer(":memory:")))

topicsConformance("SqliteTopics", {
  layer: store,
  receive: Effect.fn("receive")(function* (subscription: string) {
    const queue = yield* SqliteQueue
    const leased = yield* queue.lease(subscription, () => 100)
    yield* Effect.forEach(leased, queue.acknowledge)
    return leased.map(({ data, attributes }) => ({ data: JSON.parse(data), attributes: JSON.parse(attributes) }))
  }),
})

describe("messages about the same", () => {
  const [crm, writeback] = ["identity-resolved-to-crm-sync", "identity-resolved-to-writeback"] as const
  const tell = (...persons: ReadonlyArray<string>) =>
    Topics.use((topics) =>
      topics.publish(
        "identity-resolved",
        persons.map((about, n) => ({ data: [about, n], about })),
      ),
    )
  const leased = Effect.fn("leased")(function* (subscription: string, limit = 100) {
    const queue = yield* SqliteQueue
    return yield* queue.lease(subscription, () => limit)
  })
  const run = <A, E>(effect: Effect.Effect<A, E, Documents | Topics | SqliteQueue>) =>
    Effect.runPromise(Effect.provide(effect, store()))

  it("are one as long as nobody has taken it", () =>
    run(
      Effect.gen(function* () {
        yield* tell("ann", "bob", "ann")
        yield* tell("bob", "ann", "cid")
        const found = yield* leased(writeback)
        expect(found.map(({ data }) => JSON.parse(data)[0])).toEqual(["ann", "bob", "cid"])
      }),
    ))

  it("are counted where they are left out, once for each subscription", () =>
    run(
      Effect.gen(function* () {
        yield* tell("ann", "bob", "ann")
        yield* leased(writeback)
        yield* tell("ann")
        expect(yield* (yield* Documents).counts).toEqual({ "identity-resolved.spared": 3 })
      }),
    ))

  it("are two once the first was taken, for that subscription alone, and if it comes again", () =>
    run(
      Effect.gen(function* () {
        const queue = yield* SqliteQueue
        yield* tell("ann")
        const [first] = yield* leased(writeback)
        yield* tell("ann")
        expect(yield* leased(crm)).toHaveLength(1)
        if (first !== undefined) yield* queue.putBack(first, 0)
        yield* tell("ann")
        expect((yield* leased(writeback)).map(({ attempt }) => attempt)).toEqual([2, 1])
      }),
    ))
})
