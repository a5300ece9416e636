import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isCardNumber, redactCards } from "./Cards.ts"

const checkDigit = (digits: string) => {
  const sum = [...digits].reverse().reduce((total, c, i) => {
    const value = Number(c) * (i % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}
const card = fc.stringMatching(/^[3-6]\d{11,17}$/).map((digits) => digits + checkDigit(digits))

describe("redactCards", () => {
  it.each([
    ["4111111111111111", "[card]"],
    ["4111 1111 1111 1111", "[card]"],
    ["4111-1111-1111-1111", "[card]"],
    ["3782 822463 10005", "[card]"],
    ["my card is 5555.5555.5555.4444, thanks", "my card is [card], thanks"],
    ["card4111111111111111", "card[card]"],
    ["4111 1111 1111 1111 12/27 123", "[card] 12/27 123"],
    ["４１１１　１１１１　１１１１　１１１１", "[card]"],
    ["4111111111111112", "4111111111111112"],
    ["+1 202 555 0143", "+1 202 555 0143"],
    ["41111111111111110000000", "41111111111111110000000"],
    ["12345678-1234-4123-8123-123456789012", "12345678-1234-4123-8123-123456789012"],
  ])("makes %j into %j", (text, expected) => {
    expect(redactCards(text)).toBe(expected)
  })

  it("leaves no card number in any grouping between words", () => {
    const grouping = fc.array(fc.constantFrom("", "", "", " ", "-", "."), { minLength: 20, maxLength: 20 })
    fc.assert(
      fc.property(
        card,
        grouping,
        fc.constantFrom("", "pay ", "№:"),
        fc.constantFrom("", " now", "!"),
        (digits, gaps, before, after) => {
          const text = [...digits].map((c, i) => (i === 0 ? c : `${gaps[i]}${c}`)).join("")
          expect(redactCards(`${before}${text}${after}`)).toBe(`${before}[card]${after}`)
        },
      ),
    )
  })

  it("changes nothing in a text without enough digits", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre((text.match(/\p{Nd}/gu)?.length ?? 0) < 13)
        expect(redactCards(text)).toBe(text)
      }),
    )
  })
})

describe("isCardNumber", () => {
  it.each([
    [4111111111111111, true],
    [4111111111111112, false],
    [1767607200949, false],
    [4111111111111111.5, false],
    [6759649826438453000, true],
    [42, false],
  ])("says of %d: %s", (value, expected) => {
    expect(isCardNumber(value)).toBe(expected)
  })
})
