import { traceAttributes } from "@kith/core/telemetry/Trace"
import type { OutgoingMessage, Topics } from "@kith/core/topics/Topics"
import { Clock, Effect } from "effect"
import type { MemoryQueues } from "./MemoryQueues.ts"
import type { MemoryStore } from "./MemoryStore.ts"

/** A message as a queue holds it; `trace`: what every message of the publication says beside its own attributes. */
export const encoded = ({ data, attributes, about }: OutgoingMessage, trace: Readonly<Record<string, string>>) => ({
  data: JSON.stringify(data),
  attributes: JSON.stringify({ ...trace, ...attributes }),
  about,
})

/** `Topics` on queues in memory; `store` takes the counts of a publication. */
export const memoryTopics = (queues: MemoryQueues, store: MemoryStore): Topics["Service"] => ({
  publish: Effect.fnUntraced(function* (topic, messages: ReadonlyArray<OutgoingMessage>, counts = {}) {
    const trace = yield* traceAttributes
    const now = yield* Clock.currentTimeMillis
    queues.publish(
      topic,
      messages.map((message) => encoded(message, trace)),
      now,
    )
    store.count(counts)
  }),
})
