import { Effect, Schedule } from "effect"
import type { DocumentsHaveMoved } from "../documents/Documents.ts"

/** Full jitter, so that handlers of one busy person do not meet again at once. */
const policy = Schedule.min([Schedule.exponential("4 millis"), Schedule.spaced("100 millis")]).pipe(
  Schedule.jittered,
  Schedule.upTo({ times: 12 }),
)

/** Starts again from the read for as long as somebody else was faster; then the message waits for its redelivery. */
export const untilUnmoved = <A, E, R>(
  effect: Effect.Effect<A, E | DocumentsHaveMoved, R>,
): Effect.Effect<A, E | DocumentsHaveMoved, R> =>
  Effect.retry(effect, {
    schedule: policy,
    while: (problem) => (problem as { readonly _tag?: string })._tag === "DocumentsHaveMoved",
  })
