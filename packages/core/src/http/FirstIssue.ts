import * as z from "zod"
import { type Harmless, say, vouched } from "../telemetry/Harmless.ts"

/** Names of a record are input too, so a name is shown only where the schema itself has it. */
const under = (
  schema: z.core.$ZodType,
  part: PropertyKey,
): { readonly next?: z.core.$ZodType; readonly shown: string } => {
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodObject && String(part) in inner.shape)
    return { next: inner.shape[String(part)], shown: String(part) }
  if (inner instanceof z.ZodArray) return { next: inner.element, shown: String(Number(part)) }
  if (inner instanceof z.ZodRecord) return { next: inner.valueType, shown: "?" }
  if (!(inner instanceof z.ZodUnion)) return { shown: "?" }
  const found = inner.options.map((option) => under(option, part)).find(({ next }) => next !== undefined)
  return found ?? { shown: "?" }
}

const unwrapped = (schema: z.core.$ZodType): z.core.$ZodType => {
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in)
  const hasInner = schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault
  return hasInner || schema instanceof z.ZodPrefault || schema instanceof z.ZodReadonly
    ? unwrapped(schema.unwrap())
    : schema
}

/** Where and how the input first broke its shape, such as `identifiers.0.kind: invalid_value`; never a value. */
export const firstIssue = (error: z.ZodError, schema: z.core.$ZodType): Harmless => {
  const issue = error.issues[0]
  if (issue === undefined) return say`invalid`
  let at: z.core.$ZodType | undefined = schema
  const path: Array<string> = []
  for (const part of issue.path.slice(0, 8)) {
    const step: ReturnType<typeof under> = at === undefined ? { shown: "?" } : under(at, part)
    path.push(step.shown)
    at = step.next
  }
  return say`${vouched(path.join(".") || "body")}: ${vouched(issue.code)}`
}
