import type { VendorAnswer } from "./Vendor.ts"

/** Room for one call in one window. */
export interface Ticket {
  readonly window: number
  /** How often the vendor had told of others' calls in that window. */
  readonly raised: number
}

const windowMillis = 60_000
/** Longer than this nobody is believed: the next answer tells how things stand. */
const longestPauseMillis = 300_000

const whole = (text: string | undefined) => (text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined)

interface State {
  readonly number: number
  readonly used: number
  readonly endsAt: number
  /** The vendor has answered in this window, so what others used of it is known. */
  readonly told: boolean
  readonly raised: number
}

/**
 * What one process knows of the vendor's present window: `inin-ratelimit-count` calls made of `-allowed`, until `-reset`
 * seconds from now. Other processes of the same token count too, as of the last answer. All times in epoch milliseconds.
 */
export const makeRateWindow = (allowedUntilTold: number) => {
  let allowed = allowedUntilTold
  let inFlight = 0
  let pausedUntil = 0
  let window: State = { number: 0, used: 0, endsAt: 0, told: false, raised: 0 }

  /** Room for a call, or when there may be some; no later than now if a call has to come back first. */
  const reserve = (now: number): { readonly ticket: Ticket } | { readonly freeAt: number } => {
    if (now < pausedUntil) return { freeAt: pausedUntil }
    if (now >= window.endsAt)
      window = { number: window.number + 1, used: 0, endsAt: now + windowMillis, told: false, raised: 0 }
    if (window.used >= allowed) return { freeAt: window.endsAt }
    // Calls under way may be counted on either side of the turn: when they are back, one call asks how things stand.
    if (!window.told && inFlight > 0) return { freeAt: now }
    inFlight += 1
    window = { ...window, used: window.used + 1 }
    return { ticket: { window: window.number, raised: window.raised } }
  }

  const learn = (ticket: Ticket, { status, headers }: VendorAnswer, now: number) => {
    allowed = whole(headers["inin-ratelimit-allowed"]) ?? allowed
    // Also of limits that the headers do not tell of: those of a resource, and the org's own.
    const pause = status === 429 ? (whole(headers["retry-after"]) ?? 1) * 1000 : 0
    if (pause > 0) pausedUntil = Math.max(pausedUntil, now + Math.min(pause, longestPauseMillis))
    // An answer from before the turn tells of a window that is over.
    if (ticket.window !== window.number) return
    const count = whole(headers["inin-ratelimit-count"]) ?? 0
    const reset = whole(headers["inin-ratelimit-reset"])
    window = {
      ...window,
      used: Math.max(window.used, count),
      raised: window.raised + (count > window.used ? 1 : 0),
      told: true,
      // A second more, for a `reset` that was rounded down.
      endsAt: reset === undefined ? window.endsAt : now + (reset + 1) * 1000,
    }
  }

  /** The call is back, with its answer if it got one. */
  const settle = (ticket: Ticket, answer: VendorAnswer | undefined, now: number) => {
    inFlight -= 1
    if (answer !== undefined) learn(ticket, answer, now)
  }

  /** The call was never made. Once others were heard of, whether they include it is unknown: then it counts. */
  const giveBack = (ticket: Ticket) => {
    inFlight -= 1
    if (ticket.window === window.number && ticket.raised === window.raised)
      window = { ...window, used: window.used - 1 }
  }

  return { reserve, settle, giveBack, allowed: () => allowed }
}
