import { Clock, Context, Effect, Layer } from "effect"
import { Sqlite } from "../documents/Sqlite.ts"
import type { TopicName } from "../pipeline.ts"
import { queues, queuesHolding } from "./Queues.ts"
import { TopicIsUnavailable } from "./Topics.ts"

export interface QueueBacklog {
  readonly subscription: string
  readonly topic: string
  /** Not yet acknowledged, those in flight and those waiting for a retry included. */
  readonly undelivered: number
  readonly inFlight: number
  /** 0 when there is none. */
  readonly oldestUnackedAgeSeconds: number
}

/** What the subscriptions still hold. Embedded it is read from the queue; on Google Cloud the place is the monitoring API. */
export class Backlog extends Context.Service<
  Backlog,
  {
    /** Every subscription of `pipeline.ts`, dead letters included. */
    readonly queues: Effect.Effect<ReadonlyArray<QueueBacklog>, TopicIsUnavailable>
    /**
     * Accepted events on these topics, or in their dead letters, that have no ending yet, and all counters as they stood at
     * the same moment.
     */
    readonly tally: (
      topics: ReadonlyArray<TopicName>,
    ) => Effect.Effect<
      { readonly pending: number; readonly counts: Readonly<Record<string, number>> },
      TopicIsUnavailable
    >
  }
>()("@kith/core/Backlog") {
  static readonly layerSqlite: Layer.Layer<Backlog, never, Sqlite> = Layer.effect(
    Backlog,
    Effect.map(Sqlite, ({ database, read }) => {
      const held = database.prepare(
        `SELECT q.subscription, q.undelivered, q.in_flight, d.published_at FROM (
           SELECT subscription, count(*) AS undelivered, sum(leased) AS in_flight, min(id) AS oldest
           FROM deliveries GROUP BY subscription
         ) q JOIN deliveries d ON d.id = q.oldest`,
      )
      // One statement, so that another thread commits before all of it or after.
      const tally = database.prepare(
        `SELECT '' AS name, count(DISTINCT coalesce(accept_id, message_id)) AS value FROM (
           SELECT message_id, iif(json_valid(data), data ->> 'acceptId', NULL) AS accept_id FROM deliveries
           WHERE subscription IN (SELECT value FROM json_each(?))
         ) d WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.accept_id = d.accept_id)
         UNION ALL SELECT name, value FROM counters`,
      )
      const ask = <A>(query: () => A) =>
        Effect.mapError(read(query), ({ reason }) => new TopicIsUnavailable({ topic: "backlog", reason }))

      return Backlog.of({
        queues: Effect.flatMap(Clock.currentTimeMillis, (now) =>
          ask(() => {
            const rows = new Map(held.all().map((row) => [row["subscription"], row]))
            return queues.map(({ name, topic }): QueueBacklog => {
              const row = rows.get(name)
              return {
                subscription: name,
                topic,
                undelivered: Number(row?.["undelivered"] ?? 0),
                inFlight: Number(row?.["in_flight"] ?? 0),
                oldestUnackedAgeSeconds: Math.max(0, (now - Number(row?.["published_at"] ?? now)) / 1000),
              }
            })
          }),
        ),
        tally: (topics) =>
          ask(() => {
            const names = topics.flatMap(queuesHolding).map(({ name }) => name)
            const [counted, ...rows] = tally.all(JSON.stringify(names))
            const counts = Object.fromEntries(rows.map(({ name, value }) => [String(name), Number(value)]))
            return { pending: Number(counted?.["value"] ?? 0), counts }
          }),
      })
    }),
  )
}
