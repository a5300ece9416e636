import { Documents } from "@kith/core/documents/Documents"
import { Topics } from "@kith/core/topics/Topics"
import { Context, Effect, Layer } from "effect"
import { topicsConformance } from "../conformance/topics.ts"
import { memoryDocuments } from "./MemoryDocuments.ts"
import { MemoryQueues } from "./MemoryQueues.ts"
import { MemoryStore } from "./MemoryStore.ts"
import { memoryTopics } from "./MemoryTopics.ts"

const Queued = Context.Service<MemoryQueues>("@kith/test/MemoryQueues")

topicsConformance("MemoryTopics", {
  layer: () => {
    const [store, queues] = [new MemoryStore(), new MemoryQueues()]
    return Layer.mergeAll(
      Layer.succeed(Documents, memoryDocuments(store)),
      Layer.succeed(Topics, memoryTopics(queues, store)),
      Layer.succeed(Queued, queues),
    )
  },
  receive: Effect.fn("receive")(function* (subscription: string) {
    const queues = yield* Queued
    const held = queues.held.filter((one) => one.subscription === subscription)
    for (const one of held) queues.acknowledge(one)
    return held.map(({ data, attributes }) => ({ data: JSON.parse(data), attributes: JSON.parse(attributes) }))
  }),
})
