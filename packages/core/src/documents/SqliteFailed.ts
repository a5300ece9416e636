import { Data } from "effect"

/** The file cannot be read or written: busy, full, damaged, closed. Names SQLite's reason, never a value. */
export class SqliteFailed extends Data.TaggedError("SqliteFailed")<{ readonly reason: string }> {
  override get message() {
    return this.reason
  }

  /** `undefined` for anything that is not the store's own failure: a bug. */
  static of(cause: unknown): SqliteFailed | undefined {
    if (cause instanceof SqliteFailed) return cause
    if (!(cause instanceof Error) || !("code" in cause)) return undefined
    if (cause.code === "ERR_SQLITE_ERROR") {
      return new SqliteFailed({ reason: "errstr" in cause ? String(cause.errstr) : "unknown" })
    }
    return cause.code === "ERR_INVALID_STATE" ? new SqliteFailed({ reason: "the database is closed" }) : undefined
  }
}
