import type { TopicName } from "@kith/core/pipeline"
import type { Backlog } from "@kith/core/topics/Backlog"
import { queues, queuesHolding } from "@kith/core/topics/Queues"
import { Clock, Effect } from "effect"
import type { MemoryQueues } from "./MemoryQueues.ts"
import type { MemoryStore } from "./MemoryStore.ts"

/** Accepted events on these topics, or in their dead letters, that have no ending yet. */
export const pendingIn = (
  topics: ReadonlyArray<TopicName>,
  { held }: MemoryQueues,
  { ledger }: MemoryStore,
): number => {
  const names = new Set<string>(topics.flatMap(queuesHolding).map(({ name }) => name))
  const ids = held
    .filter(({ subscription }) => names.has(subscription))
    .map(({ data, messageId }) => String((JSON.parse(data) as { acceptId?: string })?.acceptId ?? messageId))
  return new Set(ids.filter((id) => !ledger.has(id))).size
}

/** `Backlog` of queues in memory. */
export const memoryBacklog = (memory: MemoryQueues, store: MemoryStore): Backlog["Service"] => ({
  queues: Effect.map(Clock.currentTimeMillis, (now) =>
    queues.map(({ name, topic }) => {
      const held = memory.held.filter(({ subscription }) => subscription === name)
      const oldest = held[0]?.publishedAt ?? now
      return {
        subscription: name,
        topic,
        undelivered: held.length,
        inFlight: held.filter(({ inFlight }) => inFlight > 0).length,
        oldestUnackedAgeSeconds: Math.max(0, (now - oldest) / 1000),
      }
    }),
  ),
  tally: (topics) =>
    Effect.sync(() => ({ pending: pendingIn(topics, memory, store), counts: Object.fromEntries(store.counters) })),
})
