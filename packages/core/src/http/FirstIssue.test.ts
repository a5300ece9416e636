import { describe, expect, it } from "vitest"
import * as z from "zod"
import { firstIssue } from "./FirstIssue.ts"

const Schema = z.strictObject({
  name: z.string().optional(),
  custom: z.record(z.string(), z.union([z.string(), z.strictObject({ inner: z.number() })])).default({}),
  list: z.array(z.discriminatedUnion("kind", [z.strictObject({ kind: z.literal("a"), deep: z.array(z.number()) })])),
})
const issueOf = (input: unknown) => {
  const read = Schema.safeParse(input)
  return read.success ? undefined : firstIssue(read.error, Schema)
}

describe("firstIssue", () => {
  it.each([
    ["nothing", undefined, "body: invalid_type"],
    ["a field", { name: 3, list: [] }, "name: invalid_type"],
    ["a place in a list", { list: [{ kind: "a", deep: [1, "lovelace"] }] }, "list.0.deep.1: invalid_type"],
    ["a field that there is not", { list: [], lovelace: 1 }, "body: unrecognized_keys"],
    ["a record's own name", { list: [], custom: { lovelace: 3 } }, "custom.?: invalid_union"],
    ["a value that is none of a few", { list: [{ kind: "lovelace" }] }, "list.0.kind: invalid_union"],
  ])("tells where and how: %s", (_, input, issue) => {
    expect(issueOf(input)).toBe(issue)
  })
})
