import { describe, expect, it } from "vitest"
import { defaultIdentifierPolicy } from "./IdentifierPolicy.ts"
import { normalise } from "./Phone.ts"
import { spellingsOf } from "./PhoneSpellings.ts"

describe("the spellings of a number", () => {
  it.each(["+12025550143", "+32470123456", "+442079460018"])("%s begin with itself and are few", (number) => {
    const spellings = spellingsOf(number)
    expect(spellings[0]).toBe(number)
    expect(spellings.length).toBeLessThanOrEqual(8)
  })

  it("are the number again in its own region", () => {
    for (const spelling of spellingsOf("+12025550143")) {
      expect(normalise(spelling, defaultIdentifierPolicy)).toBe("+12025550143")
    }
    expect(spellingsOf("+12025550143")).toEqual(
      expect.arrayContaining(["(202) 555-0143", "+1 202 555 0143", "2025550143", "202-555-0143"]),
    )
  })
})
