import { randomUUID } from "node:crypto"
import type { DatabaseSync } from "node:sqlite"
import { Clock, Context, Effect, Latch, Layer, Result } from "effect"
import { Neighbours } from "../documents/Neighbours.ts"
import { Sqlite } from "../documents/Sqlite.ts"
import type { SqliteFailed } from "../documents/SqliteFailed.ts"
import { Broken } from "../telemetry/Broken.ts"
import { type Harmless, say, shaped } from "../telemetry/Harmless.ts"
import { queues, queuesOf } from "./Queues.ts"

/** A message on its way to one subscription. `data` and `attributes` are JSON; `publishedAt` in epoch milliseconds. */
export interface Delivery {
  readonly id: number
  readonly messageId: Harmless
  readonly data: string
  readonly attributes: string
  readonly publishedAt: number
  /** Counts from 1. */
  readonly attempt: number
}

export type Stored = Pick<Delivery, "data" | "attributes"> & { readonly about?: string | undefined }

/**
 * The durable queue of each subscription. A lease, and with it the attempt, is written before the delivery begins: a
 * message that kills the process is not tried for ever, and a killed process loses none.
 */
export class SqliteQueue extends Context.Service<
  SqliteQueue,
  {
    /**
     * Appends to every subscription of a topic where nothing waits that says the same, inside the caller's transaction. How
     * many deliveries that spared.
     */
    readonly append: (topic: string, messages: ReadonlyArray<Stored>, now: number) => number
    /** Opens the latches of a topic's subscriptions, once the messages are on disk. */
    readonly announce: (topic: string) => void
    readonly arrivals: (subscription: string) => Latch.Latch
    /** When the next delivery is due, in epoch milliseconds. */
    readonly nextDue: (subscription: string) => Effect.Effect<number | undefined, SqliteFailed>
    /** Takes what is due, first come first served, and counts the attempt. `limit` is asked when it is done. */
    readonly lease: (subscription: string, limit: () => number) => Effect.Effect<ReadonlyArray<Delivery>, SqliteFailed>
    readonly acknowledge: (delivery: Delivery) => Effect.Effect<void, SqliteFailed>
    readonly putBack: (delivery: Delivery, dueAt: number) => Effect.Effect<void, SqliteFailed>
    /** Off its subscription and onto a dead-letter topic, in one transaction. */
    readonly moveTo: (topic: string, delivery: Delivery, attributes: string) => Effect.Effect<void, SqliteFailed>
    /** Makes everything due that a process leased which is no more. */
    readonly release: (subscriptions: ReadonlyArray<string>) => Effect.Effect<void, SqliteFailed>
  }
>()("@kith/core/SqliteQueue") {
  static readonly layer: Layer.Layer<SqliteQueue, never, Sqlite> = Layer.effect(
    SqliteQueue,
    Effect.gen(function* () {
      const { database, read, write } = yield* Sqlite
      const neighbours = yield* Neighbours
      const statements = prepare(database)
      const latches = new Map<string, Latch.Latch>(queues.map(({ name }) => [name, Latch.makeUnsafe()]))
      const arrivals = (subscription: string): Latch.Latch => {
        const latch = latches.get(subscription)
        if (latch === undefined) throw new Broken(say`no such subscription`)
        return latch
      }
      const append = (topic: string, messages: ReadonlyArray<Stored>, now: number) => {
        let spared = 0
        for (const { data, attributes, about = null } of messages) {
          const messageId = randomUUID()
          for (const { name } of of(topic)) {
            if (about !== null && statements.waits.get(name, about, now) !== undefined) spared += 1
            else statements.append.run(name, messageId, data, attributes, now, now, about)
          }
        }
        return spared
      }
      /** A power cut can undo it: then a message comes once more, or is tried once more. */
      const change = (apply: () => void) => write(() => Result.succeed(apply()), "visible")
      const wake = (topic: string) => {
        for (const { name } of of(topic)) arrivals(name).openUnsafe()
      }
      const announce = (topic: string) => {
        wake(topic)
        neighbours.tell({ published: [topic] })
      }
      neighbours.listen(({ published = [] }) => published.forEach(wake))

      return SqliteQueue.of({
        append,
        announce,
        arrivals,
        nextDue: (subscription) =>
          read(() => {
            const due = statements.nextDue.get(subscription)?.["due_at"]
            return due === undefined ? undefined : Number(due)
          }),
        lease: Effect.fnUntraced(function* (subscription: string, limit: () => number) {
          const now = yield* Clock.currentTimeMillis
          return yield* write(
            () =>
              Result.succeed(
                statements.lease
                  .all(subscription, now, limit())
                  .map(delivery)
                  .sort((a, b) => a.id - b.id),
              ),
            "visible",
          )
        }),
        acknowledge: ({ id }) => change(() => statements.remove.run(id)),
        putBack: ({ id }, dueAt) => change(() => statements.putBack.run(dueAt, id)),
        moveTo: Effect.fnUntraced(function* (topic: string, { id, data }: Delivery, attributes: string) {
          const now = yield* Clock.currentTimeMillis
          yield* change(() => {
            if (statements.remove.run(id).changes === 1) append(topic, [{ data, attributes }], now)
          })
          announce(topic)
        }, Effect.uninterruptible),
        release: (subscriptions) =>
          change(() => {
            for (const subscription of subscriptions) statements.release.run(subscription)
          }),
      })
    }),
  )
}

const of = (topic: string) => {
  const found = queuesOf.get(topic)
  if (found === undefined) throw new Broken(say`no such topic`)
  return found
}

const prepare = (database: DatabaseSync) => ({
  append: database.prepare(
    "INSERT INTO deliveries (subscription, message_id, data, attributes, published_at, due_at, about) VALUES (?, ?, ?, ?, ?, ?, ?)",
  ),
  // Whoever takes it looks up what is true then. One that was tried may be given up, or wait for long. SQLite by itself
  // would look through all that are due.
  waits: database.prepare(
    `SELECT 1 FROM deliveries INDEXED BY deliveries_about
     WHERE subscription = ? AND about = ? AND leased = 0 AND attempt = 0 AND due_at <= ? LIMIT 1`,
  ),
  nextDue: database.prepare(
    "SELECT due_at FROM deliveries WHERE subscription = ? AND leased = 0 ORDER BY due_at LIMIT 1",
  ),
  lease: database.prepare(
    `UPDATE deliveries SET leased = 1, attempt = attempt + 1 WHERE id IN (
       SELECT id FROM deliveries WHERE subscription = ? AND leased = 0 AND due_at <= ? ORDER BY due_at, id LIMIT ?
     ) RETURNING id, message_id, data, attributes, published_at, attempt`,
  ),
  remove: database.prepare("DELETE FROM deliveries WHERE id = ?"),
  putBack: database.prepare("UPDATE deliveries SET leased = 0, due_at = ? WHERE id = ?"),
  release: database.prepare("UPDATE deliveries SET leased = 0 WHERE subscription = ? AND leased = 1"),
})

const delivery = (row: Readonly<Record<string, unknown>>): Delivery => ({
  id: Number(row["id"]),
  messageId: shaped("messageId", String(row["message_id"])),
  data: String(row["data"]),
  attributes: String(row["attributes"]),
  publishedAt: Number(row["published_at"]),
  attempt: Number(row["attempt"]),
})
