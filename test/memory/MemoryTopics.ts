import { traceAttributes } from "@kith/core/telemetry/Trace"
import type { OutgoingMessage, Topics } from "@kith/core/topics/Topics"
import { Clock, Effect } from "effect"
import type { MemoryQueues } from "./MemoryQueues.ts"
import type { MemoryStore } from "./MemoryStore.ts"

/** `Topics` on queues in memory; `store` takes the counts of a publication. */
export const memoryTopics = (queues: MemoryQueues, store: MemoryStore): Topics["Service"] => ({
  publish: Effect.fnUntraced(function* (topic, messages: ReadonlyArray<OutgoingMessage>, counts = {}) {
    const trace = yield* traceAttributes
    const encoded = messages.map(({ data, attributes }) => ({
      data: JSON.stringify(data),
      attributes: JSON.stringify({ ...trace, ...attributes }),
    }))
    queues.publish(topic, encoded, yield* Clock.currentTimeMillis)
    store.count(counts)
  }),
})
