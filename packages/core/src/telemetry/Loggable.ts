import type { Cause } from "effect"
import { isHarmlessError } from "./Broken.ts"

/** Logs are read by people who may not see customers: what is not known to be harmless is left out. */

/** The fields that a log line may have. Add one here when its values are ids, counts or words of our own. */
const fieldNames = [
  ...(["acceptId", "eventId", "erasureId", "customerId", "deadLetterId", "messageId"] as const),
  ...(["profileVersion", "policyVersion", "service", "topic", "subscription", "collection", "operation"] as const),
  ...(["system", "sink", "scope", "signal", "method", "fact", "reason", "verdict", "disposition", "dialect"] as const),
  ...(["kind", "status", "attempt", "count", "pending", "used", "allowed", "interaction", "port", "balanced"] as const),
  ...(["accepted", "applied", "duplicate", "irrelevant", "refused", "suppressed", "deadLettered"] as const),
  ...(["durationMillis", "retryAfterMillis", "ageMillis"] as const),
] as const
export type LogField = (typeof fieldNames)[number]
const known: ReadonlySet<string> = new Set(fieldNames)

export type LogValue = string | number | boolean

const harmlessText = /^[A-Za-z0-9…][\w .,:;=#()/…-]{0,299}$/

/** A seat belt: the compiler has seen to it already, but for annotations. */
const isHarmless = (value: unknown): value is LogValue =>
  typeof value === "boolean" || Number.isFinite(value) || (typeof value === "string" && harmlessText.test(value))

/** The fields that may be logged, and how many were left out. */
export const logFields = (values: object): Record<string, LogValue> => {
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  const kept = given.filter((entry): entry is [string, LogValue] => known.has(entry[0]) && isHarmless(entry[1]))
  const omitted = given.length - kept.length
  return { ...Object.fromEntries(kept), ...(omitted > 0 && { omittedFields: omitted }) }
}

/** What the runtime says when something went wrong that names no value, in our words: its own quote what they choked on. */
const runtimeProblems: ReadonlyArray<readonly [RegExp, string]> = [
  [/^Cannot (read|set) propert/, "a property of nothing"],
  [/ is not a function\b/, "what was called is no function"],
  [/ is not iterable\b/, "what was gone through is no list"],
  [/ is not defined\b| before initialization$/, "a name without a value"],
  [/\bJSON\b/, "no JSON"],
  [/^Maximum call stack/, "the stack is full"],
  [/^Invalid (array|string) length/, "too long"],
  [/^Invalid time value/, "no time"],
  [/^Invalid URL/, "no URL"],
]

const problemOf = ({ message }: Error): string => runtimeProblems.find(([form]) => form.test(message))?.[1] ?? ""

const codeOf = (error: Error): string => {
  const code = "code" in error ? String(error.code) : ""
  return /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : ""
}

/** What went wrong in one line: of our own errors their message, which is harmless; of others their kind. */
export const describeError = (error: unknown): string => {
  if (isHarmlessError(error)) return error.message === "" ? error._tag : `${error._tag}: ${error.message}`
  if (!(error instanceof Error)) return `a ${typeof error} was thrown`
  const about = [problemOf(error), codeOf(error)].filter((text) => text !== "").join(", ")
  const kind = error.constructor.name
  return about === "" ? kind : `${kind}: ${about}`
}

/** A place in a program file. What functions are called is left out: some are called after what they were made of. */
const place = /^\s+at .*?((?:file:\/\/|node:|\/)[^\s()]+?(?:\.[cm]?[jt]s)?:\d+:\d+)\)?$/

/** A stack repeats the message first, which may look like anything. */
const frames = (error: unknown): ReadonlyArray<string> => {
  if (!(error instanceof Error)) return []
  const { stack = "", message } = error
  const start = message === "" ? 0 : stack.indexOf(message)
  if (start < 0) return []
  return stack
    .slice(start + message.length)
    .split("\n")
    .flatMap((line) => place.exec(line)?.[1] ?? [])
    .map((at) => `    at ${at}`)
}

/** Of a cause: one line for each reason, and where the defects arose. */
export const describeCause = (
  cause: Cause.Cause<unknown>,
): { readonly lines: ReadonlyArray<string>; readonly stack: string } => {
  const lines = cause.reasons.map((reason) => {
    if (reason._tag === "Interrupt") return "interrupted"
    return describeError(reason._tag === "Fail" ? reason.error : reason.defect)
  })
  const stack = cause.reasons.flatMap((reason) => (reason._tag === "Die" ? describeDefect(reason.defect) : []))
  return { lines, stack: stack.join("\n") }
}

/** What it was, and where it arose. */
export const describeDefect = (defect: unknown): ReadonlyArray<string> => [
  describeError(defect),
  ...frames(defect).slice(0, 15),
]
