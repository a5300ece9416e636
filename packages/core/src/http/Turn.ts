/** One call's place among those that wait for the same rate. */
export interface Turn {
  /** What the call is about: however often it is sent back, it is one call. */
  readonly subject: string
  /** Smaller goes first: by `urgency`, then by `age`. */
  readonly urgency: number
  readonly age: number
}

/** Whatever nobody is waiting for. */
export const lastTurn: Turn = { subject: "", urgency: Number.POSITIVE_INFINITY, age: 0 }

export const byTurn = (x: Turn, y: Turn): number =>
  x.urgency === y.urgency ? x.age - y.age : x.urgency < y.urgency ? -1 : 1

const windowMillis = 60_000
/** Calls of one window come back spread over this, in their order. */
const spreadMillis = 2_000
/** No broker waits longer. */
const longestMillis = 600_000
const mostRemembered = 20_000

/**
 * Tells those who are sent away when to come back, in their order: in the window in which everybody who goes before them
 * can have had a turn. Only an estimate: whoever comes gets in as soon as there is room.
 */
export const makeSentAway = () => {
  const away = new Map<string, Turn & { readonly backAt: number }>()
  const remember = (turn: Turn, backAt: number) => {
    if (turn.subject === "") return
    away.delete(turn.subject)
    away.set(turn.subject, { ...turn, backAt })
    for (const oldest of away.keys()) if (away.size > mostRemembered) away.delete(oldest)
  }
  return {
    /** Milliseconds from now; `freeAt`: when the next window opens. */
    waitOf: (turn: Turn, now: number, freeAt: number, allowed: number): number => {
      let before = 0
      for (const [subject, other] of away) {
        if (other.backAt + windowMillis < now) away.delete(subject)
        else if (subject !== turn.subject && byTurn(other, turn) < 0) before += 1
      }
      const [windows, place] = [Math.floor(before / allowed), (before % allowed) / allowed]
      const wait = Math.max(1000, freeAt - now) + windows * windowMillis + place * spreadMillis
      remember(turn, now + Math.min(wait, longestMillis))
      return Math.min(wait, longestMillis)
    },
    isBack: ({ subject }: Turn) => void away.delete(subject),
  }
}
