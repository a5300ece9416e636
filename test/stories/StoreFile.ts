import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"

/** The embedded store, looked into and meddled with from outside, as an operator with the file could. */
export const storeFile = (directory: string) => {
  const within = <A>(work: (database: DatabaseSync) => A): A => {
    const database = new DatabaseSync(join(directory, "kith.db"), { timeout: 5000 })
    try {
      return work(database)
    } finally {
      database.close()
    }
  }
  const body = (collection: string, id: string) =>
    within((database) => {
      const row = database.prepare("SELECT body FROM documents WHERE collection = ? AND id = ?").get(collection, id)
      return String(row?.["body"])
    })
  return {
    /** Messages that nobody has acknowledged, of one subscription or of all. */
    queued: (subscription = "%"): number =>
      within((database) => {
        const count = database.prepare("SELECT count(*) AS n FROM deliveries WHERE subscription LIKE ?")
        return Number(count.get(subscription)?.["n"])
      }),
    /** Of all messages that wait, how often they were delivered. */
    attempts: (): number =>
      within((database) =>
        Number(database.prepare("SELECT coalesce(sum(attempt), 0) AS n FROM deliveries").get()?.["n"]),
      ),
    counter: (name: string): number =>
      within((database) =>
        Number(database.prepare("SELECT value FROM counters WHERE name = ?").get(name)?.["value"] ?? 0),
      ),
    /** Which of these accepted events have no end in the ledger. */
    withoutEnd: (eventIds: ReadonlyArray<string>): ReadonlyArray<string> =>
      within((database) => {
        const ended = database.prepare("SELECT 1 FROM ledger WHERE accept_id = ?")
        return eventIds.filter((id) => ended.get(id) === undefined)
      }),
    ids: (collection: string): ReadonlyArray<string> =>
      within((database) =>
        database
          .prepare("SELECT id FROM documents WHERE collection = ? ORDER BY id")
          .all(collection)
          .map(({ id }) => String(id)),
      ),
    body,
    /** Writes a body that nobody may ever have written. Answers with what was there. */
    overwrite: (collection: string, id: string, text: string): string => {
      const before = body(collection, id)
      within((database) =>
        database
          .prepare("UPDATE documents SET body = ?, version = version || '*' WHERE collection = ? AND id = ?")
          .run(text, collection, id),
      )
      return before
    },
    /** A message of a subscription has been due for so long, as if nobody had come to it: a broker hears only of its own. */
    fallBehind: (subscription: string, millis: number, data: unknown): void =>
      within((database) => {
        const at = Date.now() - millis
        database
          .prepare(
            "INSERT INTO deliveries (subscription, message_id, data, attributes, published_at, due_at) VALUES (?, ?, ?, '{}', ?, ?)",
          )
          .run(subscription, randomUUID(), JSON.stringify(data), at, at)
      }),
    /** Whether a text stands anywhere in documents, their ids and tags, or messages. */
    mentions: (text: string): boolean =>
      within((database) => {
        const found = database.prepare(
          `SELECT 1 FROM documents WHERE instr(lower(id || body || tags), lower(:text))
           UNION ALL SELECT 1 FROM deliveries WHERE instr(lower(data || attributes), lower(:text)) LIMIT 1`,
        )
        return found.get({ text }) !== undefined
      }),
  }
}
export type StoreFile = ReturnType<typeof storeFile>
