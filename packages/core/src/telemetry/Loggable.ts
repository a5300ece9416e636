import type { Cause } from "effect"

/** Logs are read by people who may not see customers: what is not known to be harmless is left out. */

/** The fields that a log line may have. Add one here when its values are ids, counts or words of our own. */
const fieldNames = new Set([
  ...["acceptId", "eventId", "erasureId", "customerId", "deadLetterId", "messageId", "profileVersion", "policyVersion"],
  ...["service", "topic", "subscription", "collection", "operation", "system", "sink", "scope", "signal", "method"],
  ...["fact", "reason", "verdict", "disposition", "dialect", "kind", "status", "attempt", "count", "pending"],
  ...["interaction", "port", "balanced"],
  ...["accepted", "applied", "duplicate", "irrelevant", "refused", "suppressed", "deadLettered"],
  ...["durationMillis", "retryAfterMillis", "ageMillis"],
])

export type LogValue = string | number | boolean

const harmlessText = /^[A-Za-z0-9][\w .,:;=#()/-]{0,199}$/

const isHarmless = (value: unknown): value is LogValue =>
  typeof value === "boolean" || Number.isFinite(value) || (typeof value === "string" && harmlessText.test(value))

/** The fields that may be logged, and how many were left out. */
export const logFields = (values: object): Record<string, LogValue> => {
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  const kept = given.filter((entry): entry is [string, LogValue] => fieldNames.has(entry[0]) && isHarmless(entry[1]))
  const omitted = given.length - kept.length
  return { ...Object.fromEntries(kept), ...(omitted > 0 && { omittedFields: omitted }) }
}

/** Covers what looks like an e-mail address or a phone number; a seat belt, not a licence to log values. */
export const covered = (text: string, longest: number): string =>
  text
    .replaceAll(/\S+@\S+/g, "…")
    .replaceAll(/\+?\d[\d ().-]{5,}\d/g, "…")
    .slice(0, longest)

/** Runtime errors quote what they choked on: `Unexpected token 'j', "john@…" is not valid JSON`. */
const unquoted = (text: string) => text.replaceAll(/(["'`]).*?\1/g, "…")

const isTagged = (error: unknown): error is Error & { readonly _tag: string } =>
  error instanceof Error && "_tag" in error && typeof error._tag === "string"

/** What went wrong in one line: a fact's tag and message, which hold no input; of anything else as little as helps. */
export const describeError = (error: unknown): string => {
  if (isTagged(error)) return `${error._tag}: ${covered(error.message, 300)}`
  if (error instanceof Error) return `${error.name}: ${covered(unquoted(error.message), 200)}`
  return `a ${typeof error} was thrown`
}

/** Frames only: a stack's first lines repeat the message. */
const frames = (error: unknown) =>
  error instanceof Error ? (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : []

/** Of a cause: one line for each reason, and where the defects arose. */
export const describeCause = (
  cause: Cause.Cause<unknown>,
): { readonly lines: ReadonlyArray<string>; readonly stack: string } => {
  const lines = cause.reasons.map((reason) => {
    if (reason._tag === "Interrupt") return "interrupted"
    return describeError(reason._tag === "Fail" ? reason.error : reason.defect)
  })
  const stack = cause.reasons.flatMap((reason) =>
    reason._tag === "Die" ? [describeError(reason.defect), ...frames(reason.defect).slice(0, 15)] : [],
  )
  return { lines, stack: stack.join("\n") }
}
