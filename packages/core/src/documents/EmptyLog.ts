import type { DatabaseSync } from "node:sqlite"
import { Effect, Schedule } from "effect"
import { say } from "../telemetry/Harmless.ts"
import type { Sqlite } from "./Sqlite.ts"
import { SqliteFailed } from "./SqliteFailed.ts"

/** Whether the log is empty now. SQLite answers with a row, and no error, if a reader elsewhere kept it from that. */
export const emptyLog = (database: DatabaseSync): boolean =>
  Number(database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()?.["busy"]) === 0

/** Whoever looks into the file, such as a backup or an operator, is soon done. */
const patience = Schedule.spaced("100 millis").pipe(Schedule.upTo({ times: 50 }))

/**
 * What was deleted stands in the file for as long as the log is not brought into it, and in the log until it is emptied:
 * tries until both have happened, for five seconds.
 */
export const leaveNoTrace = ({ database, read }: Sqlite["Service"]): Effect.Effect<void, SqliteFailed> =>
  Effect.flatMap(
    read(() => emptyLog(database)),
    (isEmpty) => (isEmpty ? Effect.void : Effect.fail(new SqliteFailed({ reason: say`somebody reads the log` }))),
  ).pipe(Effect.retry(patience))
