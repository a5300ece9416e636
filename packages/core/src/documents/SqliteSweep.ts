import { Clock, Effect, Result } from "effect"
import { leaveNoTrace } from "./EmptyLog.ts"
import { Sqlite } from "./Sqlite.ts"

/** So that a sweep holds up nobody for longer than some milliseconds. */
const batch = 500

/** A message can wait for 31 days and its dead letter for 30 more: after that nobody can end the same event again. */
const ledgerMillis = 62 * 24 * 3600 * 1000

/** Removes what has expired, and its traces in the log. Answers with the number of documents; to be run every hour or so. */
export const sweep = Effect.fn("Sqlite.sweep")(function* () {
  const sqlite = yield* Sqlite
  const { database, write } = sqlite
  const now = yield* Clock.currentTimeMillis
  const expired = database.prepare(
    `DELETE FROM documents WHERE rowid IN (SELECT rowid FROM documents WHERE expires_at <= ? LIMIT ?)
     RETURNING collection, id, tags`,
  )
  const untag = database.prepare("DELETE FROM tags WHERE collection = ? AND tag = ? AND id = ?")
  const forget = database.prepare(
    "DELETE FROM ledger WHERE accept_id IN (SELECT accept_id FROM ledger WHERE at <= ? LIMIT ?)",
  )

  const removeBatch = write(() => {
    const removed = expired.all(now, batch)
    for (const { collection, id, tags } of removed) {
      for (const tag of JSON.parse(String(tags))) untag.run(String(collection), String(tag), String(id))
    }
    return Result.succeed(removed.length)
  })
  const forgetBatch = write(() => Result.succeed(Number(forget.run(now - ledgerMillis, batch).changes)))

  const documents = yield* untilEmpty(removeBatch)
  yield* untilEmpty(forgetBatch)
  yield* leaveNoTrace(sqlite)
  return documents
})

const untilEmpty = Effect.fnUntraced(function* <E>(removeBatch: Effect.Effect<number, E>) {
  let total = 0
  for (let removed = batch; removed === batch; total += removed) removed = yield* removeBatch
  return total
})
