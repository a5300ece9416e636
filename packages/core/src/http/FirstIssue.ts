import type * as z from "zod"

/** Record keys are input too: only what looks like one of our own field names, or an index, is repeated. */
const segment = (part: PropertyKey) =>
  /^[A-Za-z_][A-Za-z0-9_]{0,39}$|^\d{1,6}$/.test(String(part)) ? String(part) : "?"

/** Where and how the input first broke its shape, such as `identifiers.0.kind: invalid_value`; never a value. */
export const firstIssue = (error: z.ZodError): string => {
  const issue = error.issues[0]
  if (issue === undefined) return "invalid"
  return `${issue.path.slice(0, 8).map(segment).join(".") || "body"}: ${issue.code}`
}
