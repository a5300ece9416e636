import { type Harmless, say, vouched } from "../telemetry/Harmless.ts"
import { HarmlessError } from "../telemetry/HarmlessError.ts"

/** The file cannot be read or written: busy, full, damaged, closed. Names SQLite's reason, never a value. */
export class SqliteFailed extends HarmlessError("SqliteFailed")<{ readonly reason: Harmless }> {
  override get message() {
    return this.reason
  }

  /** `undefined` for anything that is not the store's own failure: a bug. */
  static of(cause: unknown): SqliteFailed | undefined {
    if (cause instanceof SqliteFailed) return cause
    if (!(cause instanceof Error) || !("code" in cause)) return undefined
    if (cause.code === "ERR_SQLITE_ERROR") {
      return new SqliteFailed({ reason: "errstr" in cause ? vouched(String(cause.errstr)) : say`unknown` })
    }
    return cause.code === "ERR_INVALID_STATE" ? new SqliteFailed({ reason: say`the database is closed` }) : undefined
  }
}
