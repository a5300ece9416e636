import { describe, expect, it } from "vitest"
import { defaultIdentifierPolicy, IdentifierPolicy } from "./IdentifierPolicy.ts"

describe("IdentifierPolicy", () => {
  it("accepts what it ships", () => {
    expect(IdentifierPolicy.parse(defaultIdentifierPolicy)).toEqual(defaultIdentifierPolicy)
  })

  it.each([
    ["a region nobody dials", { defaultRegion: "XX" }],
    ["a kind of identifier there is none", { attributes: { identifiers: { shoe: ["size"] }, links: [], traits: {} } }],
    ["a setting it does not know", { surprise: true }],
  ])("refuses %s", (_, change) => {
    expect(IdentifierPolicy.safeParse({ ...defaultIdentifierPolicy, ...change }).success).toBe(false)
  })
})
