import { Context, Effect, Layer } from "effect"
import { logWarning } from "../telemetry/Log.ts"
import { leaveNoTrace } from "./EmptyLog.ts"
import { Sqlite } from "./Sqlite.ts"

/**
 * Leaves no trace of what was deleted. The embedded store overwrites it in the file, but its log still holds it until it
 * is emptied; Firestore has nothing that we could empty.
 */
export const Scrub = Context.Reference<Effect.Effect<void>>("@kith/core/Scrub", { defaultValue: () => Effect.void })

/** A log that somebody goes on reading stays until the next sweep. */
export const scrubSqlite: Layer.Layer<never, never, Sqlite> = Layer.effect(
  Scrub,
  Effect.map(Sqlite, (sqlite) =>
    leaveNoTrace(sqlite).pipe(Effect.catch((failure) => logWarning("the store's log is emptied later", {}, failure))),
  ),
)
