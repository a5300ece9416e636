import * as z from "zod"

export const isObject = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === "object" && json !== null && !Array.isArray(json)

/** Ids are never repaired: a wrong one would join the wrong things. */
export const Id = z.string().regex(/^[\x21-\x7e]{1,200}$/)
export const Ids = z.array(Id).max(64).nullish()

/** Names of things whose lists grow on the sender's side. */
export const Word = z.string().max(120).nullish()

/** Longer ones are no address of anything. */
export const Address = z.string().max(512).nullish()

/** Read with bounds of its own: one odd attribute does not spoil the event. */
export const AttributeMap = z.record(z.string(), z.unknown()).nullish()

const isoTime = z.iso.datetime({ offset: true, local: true }).transform((text) => {
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`
  return Date.parse(zoned)
})

/** Templates quote their numbers. */
const digits = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(Number)

/** Epoch milliseconds, or ISO 8601 (UTC unless it says otherwise); not before 1970. */
export const Time = z.union([z.number(), digits, isoTime]).pipe(z.number().int().nonnegative()).nullish()
