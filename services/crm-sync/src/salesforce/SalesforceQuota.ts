import type { Harmless } from "@kith/core/telemetry/Harmless"
import { logWarning } from "@kith/core/telemetry/Log"
import { Clock, Effect } from "effect"

const warnAt = 0.8
/** What was told so long ago says nothing of the day any more. */
const believedMillis = 3_600_000

/** `Sforce-Limit-Info: api-usage=18/5000`, the org's own pool of a day: warns once when four fifths of it are used. */
export const watchQuota = (system: Harmless) => {
  let scarceAt: number | undefined
  const note = Effect.fnUntraced(function* (header: string | undefined) {
    const [, used, allowed] = /\bapi-usage=(\d{1,9})\/(\d{1,9})\b/.exec(header ?? "") ?? []
    if (used === undefined || allowed === undefined) return
    const isScarce = Number(used) >= warnAt * Number(allowed)
    const tell = isScarce && scarceAt === undefined
    scarceAt = isScarce ? yield* Clock.currentTimeMillis : undefined
    if (tell) yield* logWarning("the day's calls run short", { system, used: Number(used), allowed: Number(allowed) })
  })
  /** What is left is for those who call: whatever can wait for tomorrow does. */
  const isScarce = Effect.map(
    Clock.currentTimeMillis,
    (now) => scarceAt !== undefined && now < scarceAt + believedMillis,
  )
  return { note, isScarce }
}
