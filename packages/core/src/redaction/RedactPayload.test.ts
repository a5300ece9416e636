import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Identifier } from "../identifier/Identifier.ts"
import { defaultIdentifierPolicy as policy } from "../identifier/IdentifierPolicy.ts"
import { candidates, redactPayload } from "./RedactPayload.ts"

const keysIn = (json: unknown) => candidates(json, policy)?.identifiers.map(({ kind, value }) => `${kind}:${value}`)
const forgetting =
  (...keys: ReadonlyArray<string>) =>
  ({ kind, value }: Identifier) =>
    keys.includes(`${kind}:${value}`)

const ada = "email:ada@example.com"
const phone = "phone:+12025550143"

/** Ways in which the same person stands in a body. */
const spellings: ReadonlyArray<readonly [string, unknown, string]> = [
  ["a value", { to: "ada@example.com" }, ada],
  ["a value in capitals", { to: "ADA@Example.com" }, ada],
  ["a free text", { note: "Please write to <Ada@example.com>, today." }, ada],
  ["a key", { "ada@example.com": 1 }, ada],
  ["a URL's query", { page: "https://example.org/?email=ada%40example.com&x=1" }, ada],
  ["a number in a text", { note: "call (202) 555-0143 12:30" }, phone],
  ["a number with a country code", ["+1 202 555 0143"], phone],
  ["a number without its plus", ["12025550143"], phone],
  ["a number that is no text", { deep: [{ ani: 12025550143 }] }, phone],
  ["a sip address", { from: "sip:+12025550143@pbx" }, phone],
  ["an attribute of a known name", { visitorId: "uuid-anon-123" }, "visitor:uuid-anon-123"],
  ["a CRM's id", { attributes: { salesforce_id: "003xx000004D8b2" } }, "crm.salesforce:003xx000004D8b2AAC"],
]

describe("candidates", () => {
  it.each(spellings)("finds somebody in %s", (_, json, key) => {
    expect(keysIn(json)).toContain(key)
  })

  it("gives up on a body with more numbers than can be told", () => {
    expect(candidates({ text: "202 ".repeat(2_000) }, policy)).toBeUndefined()
  })

  it("gives up on a body with more people than can be looked up", () => {
    expect(
      candidates(
        Array.from({ length: 300 }, (_, i) => `person-${i}@example.com`),
        policy,
      ),
    ).toBeUndefined()
  })
})

describe("redactPayload", () => {
  it.each(spellings)("leaves nobody forgotten in %s", (_, json, key) => {
    const redacted = redactPayload(json, forgetting(key), policy)
    expect(keysIn(redacted)).not.toContain(key)
    expect(JSON.stringify(redacted)).toContain("[forgotten]")
  })

  it.each(spellings)("leaves somebody else in %s as it was", (_, json) => {
    expect(redactPayload(json, forgetting("email:grace@example.com"), policy)).toEqual(json)
  })

  it("takes card numbers out of texts, keys and numbers, but not times", () => {
    const json = {
      "4111 1111 1111 1111": "x",
      card: 4111111111111111,
      text: "no 4111-1111-1111-1111",
      at: 1767607200949,
    }
    expect(redactPayload(json, () => false, policy)).toEqual({
      "[card]": "x",
      card: "[card]",
      text: "no [card]",
      at: 1767607200949,
    })
  })

  it("walks bodies of any depth", () => {
    let deep: unknown = "ada@example.com"
    for (let i = 0; i < 20_000; i++) deep = [deep]
    let redacted = redactPayload(deep, forgetting(ada), policy)
    while (Array.isArray(redacted)) redacted = redacted[0]
    expect(redacted).toBe("[forgotten]")
  })

  it("keeps every body that names nobody, whatever its shape", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const text = JSON.stringify(json)
        fc.pre((text.match(/\d/g)?.length ?? 0) < 13)
        expect(JSON.stringify(redactPayload(json, () => false, policy))).toBe(text)
      }),
    )
  })
})
