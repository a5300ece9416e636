/** How hard a process is pressed, told by what it knows without asking anybody. */
export interface Signs {
  /** Requests that are being answered. */
  readonly inFlight: number
  /** How late the event loop came to what was due. */
  readonly loopMillis: number
  /** How long the message that has been due the longest has waited for the resolver; 0 where the queue is elsewhere. */
  readonly waitingMillis: number
}

/** `busy`: what nobody waits for makes room. `overloaded`: routine events are turned away. */
export const levels = ["calm", "busy", "overloaded"] as const
export type Level = (typeof levels)[number]

/** From each sign on, the process is at that level. */
export type Limits = { readonly [L in Exclude<Level, "calm">]: Signs }

/** One reading may be a collection of garbage. */
const readingsToRise = 2
/** Below this share of a level's limits the process has left it. */
const leavesBelow = 0.5
const calmMillis = 3_000

const signs = ["inFlight", "loopMillis", "waitingMillis"] as const
const reached = (read: Signs, limits: Signs, share: number) =>
  signs.filter((sign) => limits[sign] > 0 && read[sign] >= share * limits[sign])

/** The highest level any of whose limits is reached, and the sign that reached it first. */
const levelOf = (read: Signs, limits: Limits, share = 1): { readonly level: Level; readonly because?: keyof Signs } => {
  for (const level of ["overloaded", "busy"] as const) {
    const [because] = reached(read, limits[level], share)
    if (because !== undefined) return { level, because }
  }
  return { level: "calm" }
}

export interface Standing {
  readonly level: Level
  /** What took it there; nothing when it is calm. */
  readonly because?: keyof Signs
  /** Epoch milliseconds. */
  readonly since: number
}

/**
 * Follows the readings: up when two in a row say so, and down to what the last three seconds would not have left.
 * Recovery needs nobody.
 */
export const makeLevel = (limits: Limits, now: number) => {
  let standing: Standing = { level: "calm", since: now }
  let rising = 0
  let highest: Level = "calm"
  let lastPressed = now

  const rank = (level: Level) => levels.indexOf(level)
  const move = (level: Level, at: number, because?: keyof Signs) => {
    standing = { level, since: at, ...(because !== undefined && { because }) }
    rising = 0
    highest = "calm"
    lastPressed = at
  }

  return (read: Signs, at: number): Standing => {
    const { level, because } = levelOf(read, limits)
    rising = rank(level) > rank(standing.level) ? rising + 1 : 0
    if (rising >= readingsToRise) move(level, at, because)
    const kept = levelOf(read, limits, leavesBelow).level
    if (rank(kept) >= rank(standing.level)) {
      lastPressed = at
      highest = "calm"
    } else {
      if (rank(kept) > rank(highest)) highest = kept
      if (at - lastPressed >= calmMillis) move(highest, at)
    }
    return standing
  }
}
