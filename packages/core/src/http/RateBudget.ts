import { Clock, Deferred, Effect, Exit } from "effect"
import { type VendorAnswer, VendorIsUnavailable } from "./Vendor.ts"

/**
 * Keeps one process within the rate that Genesys states on every answer: `inin-ratelimit-count` calls made of `-allowed`,
 * in a window that ends in `-reset` seconds. Other processes of the same token count too, as of the last answer.
 */
export interface RateBudget {
  /** Makes the call when the rate allows it; a wait of more than 20 seconds is a redelivery's instead. */
  readonly within: <E, R>(
    call: Effect.Effect<VendorAnswer, E, R>,
  ) => Effect.Effect<VendorAnswer, E | VendorIsUnavailable, R>
}

const longestWaitMillis = 20_000
const windowMillis = 60_000

const whole = (text: string | undefined) => (text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined)

interface Window {
  readonly number: number
  readonly used: number
  readonly endsAt: number
  /** The vendor has answered in this window, so what others used of it is known. */
  readonly told: boolean
}

/** `allowedUntilTold`: calls per minute before the first answer says how many there may be. */
export const makeRateBudget = (system: string, allowedUntilTold = 300): RateBudget => {
  let allowed = allowedUntilTold
  let inFlight = 0
  let window: Window = { number: 0, used: 0, endsAt: 0, told: false }

  let comesBack = Deferred.makeUnsafe<void>()

  /** The number of the window to call in, or when there is another one; no later than now if a call has to come back first. */
  const reserve = (now: number): { readonly ticket: number } | { readonly freeAt: number } => {
    if (now >= window.endsAt) window = { number: window.number + 1, used: 0, endsAt: now + windowMillis, told: false }
    if (window.used >= allowed) return { freeAt: window.endsAt }
    // Calls under way may be counted on either side of the turn: when they are back, one call asks how things stand.
    if (!window.told && inFlight > 0) return { freeAt: now }
    inFlight += 1
    window = { ...window, used: window.used + 1 }
    return { ticket: window.number }
  }

  const learn = (ticket: number, headers: VendorAnswer["headers"], now: number) => {
    allowed = whole(headers["inin-ratelimit-allowed"]) ?? allowed
    // An answer from before the turn tells of a window that is over.
    if (ticket !== window.number) return
    const used = Math.max(window.used, whole(headers["inin-ratelimit-count"]) ?? 0)
    const reset = whole(headers["inin-ratelimit-reset"])
    // A second more, for a `reset` that was rounded down.
    const endsAt = reset === undefined ? window.endsAt : now + (reset + 1) * 1000
    window = { ...window, used, told: true, endsAt }
  }

  const settle = (ticket: number, headers: VendorAnswer["headers"] | undefined, now: number) => {
    inFlight -= 1
    if (headers !== undefined) learn(ticket, headers, now)
    const waiting = comesBack
    comesBack = Deferred.makeUnsafe()
    Deferred.doneUnsafe(waiting, Effect.void)
  }

  const take = Effect.fnUntraced(function* (wait: (millis: number) => Effect.Effect<void>) {
    const patientUntil = (yield* Clock.currentTimeMillis) + longestWaitMillis
    while (true) {
      const now = yield* Clock.currentTimeMillis
      const reserved = reserve(now)
      if ("ticket" in reserved) return reserved.ticket
      if (now >= patientUntil || reserved.freeAt > patientUntil) {
        const retryAfterMillis = Math.max(1000, reserved.freeAt - now)
        return yield* new VendorIsUnavailable({ system, reason: "the rate limit is used up", retryAfterMillis })
      }
      yield* wait((reserved.freeAt > now ? reserved.freeAt : patientUntil) - now)
    }
  })

  return {
    // Only waiting and calling can be interrupted: a reservation that was never settled would block every later window.
    within: (call) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(
          take((millis) => restore(Effect.raceFirst(Effect.sleep(millis), Deferred.await(comesBack)))),
          (ticket) =>
            Effect.onExit(restore(call), (exit) =>
              Effect.map(Clock.currentTimeMillis, (now) =>
                settle(ticket, Exit.isSuccess(exit) ? exit.value.headers : undefined, now),
              ),
            ),
        ),
      ),
  }
}
