import type { DatabaseSync } from "node:sqlite"
import type { Ending } from "./Documents.ts"
import type { Counting } from "./SqliteCounters.ts"

/**
 * Counts endings inside the caller's transaction, each event once: its first verdict stands, except that a dead letter
 * moves to what became of it.
 */
export const makeLedger = (database: DatabaseSync, count: Counting) => {
  const enter = database.prepare(
    "INSERT INTO ledger (accept_id, disposition, at) VALUES (?, ?, ?) ON CONFLICT (accept_id) DO NOTHING",
  )
  const replay = database.prepare(
    "UPDATE ledger SET disposition = ?, at = ? WHERE accept_id = ? AND disposition = 'deadLettered'",
  )
  return (endings: ReadonlyArray<Ending>, now: number): void => {
    for (const { acceptId, disposition } of endings) {
      const isNew = enter.run(acceptId, disposition, now).changes === 1
      if (isNew) count({ [disposition]: 1 })
      else if (disposition !== "deadLettered" && replay.run(disposition, now, acceptId).changes === 1)
        count({ deadLettered: -1, [disposition]: 1 })
    }
  }
}
