import { Effect } from "effect"

const warnAt = 0.8

/** `Sforce-Limit-Info: api-usage=18/5000`, the org's own pool of a day: warns once when four fifths of it are used. */
export const watchQuota = (system: string) => {
  let warned = false
  return (header: string | undefined) => {
    const [, used, allowed] = /\bapi-usage=(\d{1,9})\/(\d{1,9})\b/.exec(header ?? "") ?? []
    if (used === undefined || allowed === undefined) return Effect.void
    const isScarce = Number(used) >= warnAt * Number(allowed)
    const tell = isScarce && !warned
    warned = isScarce
    return tell
      ? Effect.logWarning("the day's calls run short", { system, used: Number(used), allowed: Number(allowed) })
      : Effect.void
  }
}
