import { Effect, Layer } from "effect"
import { topicsConformance } from "../../../../test/conformance/topics.ts"
import { Sqlite } from "../documents/Sqlite.ts"
import * as SqliteDocuments from "../documents/SqliteDocuments.ts"
import { SqliteQueue } from "./SqliteQueue.ts"
import * as SqliteTopics from "./SqliteTopics.ts"

topicsConformance("SqliteTopics", {
  layer: () => Layer.merge(SqliteDocuments.layer, SqliteTopics.layer).pipe(Layer.provide(Sqlite.layer(":memory:"))),
  receive: Effect.fn("receive")(function* (subscription: string) {
    const queue = yield* SqliteQueue
    const leased = yield* queue.lease(subscription, () => 100)
    yield* Effect.forEach(leased, queue.acknowledge)
    return leased.map(({ data, attributes }) => ({ data: JSON.parse(data), attributes: JSON.parse(attributes) }))
  }),
})
