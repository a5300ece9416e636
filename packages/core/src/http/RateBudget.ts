import { Clock, Effect, Exit } from "effect"
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
/** Until another call comes back. */
const pauseMillis = 50

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

  /** The number of the window to call in, or milliseconds to wait. */
  const reserve = (now: number): { readonly ticket: number } | { readonly waitMillis: number } => {
    // What is under way may arrive on either side of the turn, so the new window starts with it.
    if (now >= window.endsAt) {
      window = { number: window.number + 1, used: inFlight, endsAt: now + windowMillis, told: false }
    }
    if (window.used >= allowed) return { waitMillis: window.endsAt - now }
    if (!window.told && inFlight > 0) return { waitMillis: pauseMillis }
    inFlight += 1
    window = { ...window, used: window.used + 1 }
    return { ticket: window.number }
  }

  const settle = (ticket: number, headers: VendorAnswer["headers"] | undefined, now: number) => {
    inFlight -= 1
    if (headers === undefined) return
    allowed = whole(headers["inin-ratelimit-allowed"]) ?? allowed
    if (ticket !== window.number) return
    const used = Math.max(window.used, whole(headers["inin-ratelimit-count"]) ?? 0)
    const reset = whole(headers["inin-ratelimit-reset"])
    // A second more, for a `reset` that was rounded down; never earlier than an answer before said.
    const end = reset === undefined ? window.endsAt : now + (reset + 1) * 1000
    window = { ...window, used, told: true, endsAt: window.told ? Math.max(window.endsAt, end) : end }
  }

  const take = Effect.fnUntraced(function* (sleep: (millis: number) => Effect.Effect<void>) {
    const patientUntil = (yield* Clock.currentTimeMillis) + longestWaitMillis
    while (true) {
      const now = yield* Clock.currentTimeMillis
      const reserved = reserve(now)
      if ("ticket" in reserved) return reserved.ticket
      if (now + reserved.waitMillis > patientUntil) {
        const reason = "the rate limit is used up"
        return yield* new VendorIsUnavailable({ system, reason, retryAfterMillis: reserved.waitMillis })
      }
      yield* sleep(reserved.waitMillis)
    }
  })

  return {
    // Only waiting and calling can be interrupted: a reservation that was never settled would block every later window.
    within: (call) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(
          take((millis) => restore(Effect.sleep(millis))),
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
