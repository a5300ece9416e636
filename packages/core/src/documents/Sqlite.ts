import { closeSync, fdatasync, fdatasyncSync, fsyncSync, mkdirSync, openSync } from "node:fs"
import { dirname } from "node:path"
import { DatabaseSync, type StatementSync } from "node:sqlite"
import { Context, Effect, Layer } from "effect"
import { say } from "../telemetry/Harmless.ts"
import { type Change, makeGroupCommit, type Until } from "./GroupCommit.ts"
import { SqliteFailed } from "./SqliteFailed.ts"
import { schema, schemaVersion, upgrades } from "./SqliteSchema.ts"
import { onlyWriter, type WriteTurn } from "./WriteTurn.ts"

/** How a connection lives with others of the process to the same file. */
export interface Sharing {
  readonly turn: WriteTurn
  /** Brings the log into the file as it grows; another connection does, if not. */
  readonly checkpoints: boolean
}
const alone: Sharing = { turn: onlyWriter, checkpoints: true }

/** The one connection of a thread. A query sees every commit and never a half one. */
export class Sqlite extends Context.Service<
  Sqlite,
  {
    /** For compiling statements; they run inside `read` and `write` only. */
    readonly database: DatabaseSync
    readonly read: <A>(query: () => A) => Effect.Effect<A, SqliteFailed>
    /** Joins the next group commit, all or nothing; succeeds when it is on disk, or `visible` to readers before that. */
    readonly write: <A, E = never>(change: Change<A, E>, until?: Until) => Effect.Effect<A, E | SqliteFailed>
  }
>()("@kith/core/Sqlite") {
  /** Opens or makes the file; `:memory:` is gone with its layer. Every call is a connection: one for each thread. */
  static readonly layer = (path: string, { turn, checkpoints } = alone): Layer.Layer<Sqlite, SqliteFailed> =>
    Layer.effect(
      Sqlite,
      Effect.map(
        Effect.acquireRelease(
          attempt(() => {
            const database = open(path, checkpoints ? logPages : logPagesOfAnother)
            const log = path === inMemory ? undefined : openLog(path)
            return { database, log, group: makeGroupCommit(database, () => reachDisk(log), turn) }
          }),
          (opened) => Effect.sync(() => close(opened)),
        ),
        ({ database, group }) => Sqlite.of({ database, read: attempt, write: group.write }),
      ),
    )
}

/** An object for each row takes longer to make than the row to find. */
export const withRowsAsLists = (statement: StatementSync): StatementSync => {
  statement.setReturnArrays(true)
  return statement
}

const attempt = <A>(query: () => A): Effect.Effect<A, SqliteFailed> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(query())
    } catch (cause) {
      const failure = SqliteFailed.of(cause)
      return failure === undefined ? Effect.die(cause) : Effect.fail(failure)
    }
  })

const inMemory = ":memory:"

/** Pages of four KiB that the log has when it is brought into the file: what was written often is brought there once. */
const logPages = 4_000
/** Only if the other connection does not. */
const logPagesOfAnother = 16_000

/**
 * The log is brought to the disk by ourselves, beside the event loop, before a commit counts; what is deleted is
 * overwritten; 64 MiB of pages stay in memory.
 */
const open = (path: string, checkpointAfter: number): DatabaseSync => {
  if (path !== inMemory) mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(path, { timeout: 5000 })
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA secure_delete = ON;
    PRAGMA cache_size = -65536;
    PRAGMA wal_autocheckpoint = ${checkpointAfter};
  `)
  // Looked at in the transaction that changes it: another thread may be opening the same file.
  database.exec("BEGIN IMMEDIATE")
  const found = Number(database.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0)
  if (found > schemaVersion) {
    database.close()
    throw new SqliteFailed({ reason: say`the file is of a newer release (schema ${found}, known ${schemaVersion})` })
  }
  if (found > 0) for (let version = found; version < schemaVersion; version++) database.exec(upgrades[version] ?? "")
  database.exec(`${schema} PRAGMA user_version = ${schemaVersion}; COMMIT;`)
  return database
}

/** The file that commits are appended to; there until the database is closed. */
const openLog = (path: string): number => {
  const directory = openSync(dirname(path), "r")
  fsyncSync(directory)
  closeSync(directory)
  return openSync(`${path}-wal`, "r+")
}

const reachDisk = (log: number | undefined): Promise<void> =>
  log === undefined
    ? Promise.resolve()
    : new Promise((resolve, reject) => {
        fdatasync(log, (problem) => (problem === null ? resolve() : reject(problem)))
      })

interface Opened {
  readonly database: DatabaseSync
  readonly log: number | undefined
  readonly group: { readonly drain: () => () => void }
}

const close = ({ database, log, group }: Opened) => {
  const tellWriters = group.drain()
  if (log !== undefined) fdatasyncSync(log)
  tellWriters()
  // Deleted values must not outlive their deletion in the log.
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)")
  database.close()
  if (log !== undefined) closeSync(log)
}
