import { TurnIsLater, VendorIsUnavailable } from "@kith/core/http/Vendor"
import type { Harmless } from "@kith/core/telemetry/Harmless"
import { Clock, Effect } from "effect"

/**
 * Keeps one CRM's trouble from the others. A delivery is acknowledged when every CRM has it, so whoever waits for a dead or
 * slow one takes up a place that others could work in.
 */
export interface Gate {
  /**
   * Does the work if there is any use in it now. Fails at once while the CRM is known to be away, but for one attempt now
   * and then that finds out whether it is back, and while as many as may already wait for it.
   */
  readonly through: <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E | TurnIsLater, R>
  /** Around each call to the CRM: learns from how it ends. */
  readonly watch: <A, E, R>(call: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

/** Deliveries that may wait for one CRM: half of a process's, so that a slow one leaves the others as many. */
const mostWaiting = 200
const shortestPauseMillis = 1000
/** Longer than this no CRM is believed: ServiceNow's limits are an hour's. */
const longestPauseMillis = 3_600_000

const isAway = (fact: unknown): fact is VendorIsUnavailable => fact instanceof VendorIsUnavailable

export const makeGate = (system: Harmless): Gate => {
  let waiting = 0
  let awayUntil: number | undefined
  let pauseMillis = shortestPauseMillis

  const enter = (now: number): TurnIsLater | undefined => {
    if (waiting >= mostWaiting) return new TurnIsLater({ system, retryAfterMillis: shortestPauseMillis })
    if (awayUntil !== undefined && now < awayUntil)
      return new TurnIsLater({ system, retryAfterMillis: awayUntil - now })
    // The next one tries: until it knows, the others stay outside.
    if (awayUntil !== undefined) awayUntil = now + pauseMillis
    waiting += 1
    return undefined
  }

  return {
    through: Effect.fnUntraced(function* (work) {
      const refused = enter(yield* Clock.currentTimeMillis)
      if (refused !== undefined) return yield* refused
      const leave = Effect.sync(() => {
        waiting -= 1
      })
      return yield* Effect.ensuring(work, leave)
    }),
    watch: Effect.fnUntraced(function* (call) {
      const startedAt = yield* Clock.currentTimeMillis
      return yield* call.pipe(
        Effect.tap(() =>
          Effect.sync(() => {
            awayUntil = undefined
          }),
        ),
        Effect.tapError((fact) =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            if (!isAway(fact)) {
              awayUntil = undefined
              return
            }
            const asked = Math.min(fact.retryAfterMillis ?? shortestPauseMillis, longestPauseMillis)
            // Finding out takes as long as the call took: at most one place is taken up by it.
            pauseMillis = Math.max(shortestPauseMillis, now - startedAt, asked)
            awayUntil = now + asked
          }),
        ),
      )
    }),
  }
}
