import type { DatabaseSync } from "node:sqlite"
import type { Ending } from "./Documents.ts"
import type { Counting } from "./SqliteCounters.ts"

/**
 * Counts endings inside the caller's transaction, each event once: its first verdict stands, except that a dead letter
 * moves to what became of it.
 */
export const makeLedger = (database: DatabaseSync, count: Counting) => {
  const known = database.prepare("SELECT disposition FROM ledger WHERE accept_id = ?")
  const enter = database.prepare(
    "INSERT INTO ledger (accept_id, disposition, at) VALUES (?, ?, ?) ON CONFLICT (accept_id) DO UPDATE SET disposition = excluded.disposition, at = excluded.at",
  )
  return (endings: ReadonlyArray<Ending>, now: number): void => {
    for (const { acceptId, disposition } of endings) {
      const before = known.get(acceptId)?.["disposition"]
      if (before !== undefined && (before !== "deadLettered" || disposition === "deadLettered")) continue
      enter.run(acceptId, disposition, now)
      count(before === undefined ? { [disposition]: 1 } : { deadLettered: -1, [disposition]: 1 })
    }
  }
}
