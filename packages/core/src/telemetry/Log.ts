import { Cause, Effect, type LogLevel } from "effect"
import type { Shown } from "./Harmless.ts"
import type { LogField, LogValue } from "./Loggable.ts"

/** The only way to the log. What comes to the logger by any other shows nothing of what it says. */

/** Words of ours, and fields from the list; made here and nowhere else. */
export class LogEntry {
  readonly message: string
  readonly fields: Readonly<Partial<Record<LogField, LogValue | undefined>>>

  private constructor(message: string, fields: LogEntry["fields"]) {
    this.message = message
    this.fields = fields
  }

  static readonly of = (message: string, fields: LogEntry["fields"]) => new LogEntry(message, fields)
}

type Fields = Readonly<Partial<Record<LogField, LogValue | undefined>>>
type ShownFields<F> = { readonly [K in keyof F]: K extends LogField ? Shown<F[K]> : never }

/** `why`: a failure, or a whole cause. Of errors that are not ours only the kind and the place are shown. */
const at =
  (level: LogLevel.Severity) =>
  <const M extends string, const F extends Fields = Record<never, never>>(
    message: M & Shown<M>,
    fields?: F & ShownFields<F>,
    why?: Cause.Cause<unknown> | Error,
  ): Effect.Effect<void> => {
    const entry = LogEntry.of(message, fields ?? {})
    if (why === undefined) return Effect.logWithLevel(level)(entry)
    return Effect.logWithLevel(level)(entry, Cause.isCause(why) ? why : Cause.fail(why))
  }

export const logDebug = at("Debug")
export const logInfo = at("Info")
export const logWarning = at("Warn")
export const logError = at("Error")
