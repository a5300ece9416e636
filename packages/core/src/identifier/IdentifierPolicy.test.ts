import { describe, expect, it } from "vitest"
import { defaultIdentifierPolicy, IdentifierPolicy } from "./IdentifierPolicy.ts"

describe("IdentifierPolicy", () => {
  it("accepts what it ships", () => {
    expect(IdentifierPolicy.parse(defaultIdentifierPolicy)).toEqual(defaultIdentifierPolicy)
  })

  it("takes what it does not say from what it ships", () => {
    const { email: _email, dates: _dates, attributes, ...rest } = defaultIdentifierPolicy
    const { signals: _signals, sides: _sides, ...named } = attributes
    expect(IdentifierPolicy.parse({ ...rest, attributes: named })).toEqual(defaultIdentifierPolicy)
  })

  it.each([
    ["an order of dates there is none", { dates: { dayFirst: "sometimes" } }],
    ["a region nobody dials", { defaultRegion: "XX" }],
    ["a kind of identifier there is none", { attributes: { identifiers: { shoe: ["size"] }, links: [], traits: {} } }],
    ["a setting it does not know", { surprise: true }],
  ])("refuses %s", (_, change) => {
    expect(IdentifierPolicy.safeParse({ ...defaultIdentifierPolicy, ...change }).success).toBe(false)
  })
})
