import { describe, expect, it } from "vitest"
import { defaultIdentifierPolicy } from "./IdentifierPolicy.ts"
import { normaliseTrait } from "./NormaliseTrait.ts"

const at = Date.parse("2026-01-05T10:00:00Z")
const read = (name: string, raw: string, dayFirst: boolean | "unambiguous-only" = "unambiguous-only") =>
  normaliseTrait(name, raw, { ...defaultIdentifierPolicy, dates: { dayFirst } }, at)

/** trait, what was sent, what it says (`nothing`: undefined) */
const nothing = undefined
const cases: ReadonlyArray<readonly [string, string, string | undefined]> = [
  ["dateOfBirth", "1985-12-24", "1985-12-24"],
  ["dateOfBirth", " 1985-12-24 ", "1985-12-24"],
  ["dateOfBirth", "1985-12-24T00:00:00.000Z", "1985-12-24"],
  ["dateOfBirth", "1985-12-24 00:00:00", "1985-12-24"],
  ["dateOfBirth", "1985-12-23T23:00:00Z", nothing],
  ["dateOfBirth", "19851224", "1985-12-24"],
  ["dateOfBirth", "1985/12/24", "1985-12-24"],
  ["dateOfBirth", "１９８５-１２-２４", "1985-12-24"],
  ["dateOfBirth", "24/12/1985", "1985-12-24"],
  ["dateOfBirth", "24.12.1985", "1985-12-24"],
  ["dateOfBirth", "12/24/1985", "1985-12-24"],
  ["dateOfBirth", "5/25/1985", "1985-05-25"],
  ["dateOfBirth", "04/04/1985", "1985-04-04"],
  ["dateOfBirth", "03/04/1985", nothing],
  ["dateOfBirth", "24/12-1985", nothing],
  ["dateOfBirth", "24/12/85", nothing],
  ["dateOfBirth", "1985-02-29", nothing],
  ["dateOfBirth", "1984-02-29", "1984-02-29"],
  ["dateOfBirth", "1985-13-01", nothing],
  ["dateOfBirth", "31/31/1985", nothing],
  ["dateOfBirth", "1985-00-10", nothing],
  ["dateOfBirth", "2026-01-05", "2026-01-05"],
  ["dateOfBirth", "2026-01-06", nothing],
  ["dateOfBirth", "2062-12-24", nothing],
  ["dateOfBirth", "1906-01-01", "1906-01-01"],
  ["dateOfBirth", "1905-12-31", nothing],
  ["dateOfBirth", "1900-01-01", nothing],
  ["dateOfBirth", "0001-01-01", nothing],
  ["dateOfBirth", "1970-01-01", nothing],
  ["dateOfBirth", "24 December 1985", nothing],
  ["dateOfBirth", "n/a", nothing],

  ["postalCode", " sw1a 1aa ", "SW1A1AA"],
  ["postalCode", "SW1A\u00a01AA", "SW1A1AA"],
  ["postalCode", "10001-1234", "100011234"],
  ["postalCode", "D–10115", "D10115"],
  ["postalCode", "1000", "1000"],
  ["postalCode", "00501", "00501"],
  ["postalCode", "00000", nothing],
  ["postalCode", "12", nothing],
  ["postalCode", "1234567890123", nothing],
  ["postalCode", "10001, NY", nothing],
  ["postalCode", "none", nothing],

  ["firstName", "  José \n María ", "José María"],
  ["firstName", "José", "José"],
  ["lastName", "ＭcDonald", "McDonald"],
  ["lastName", "van der Berg", "van der Berg"],
  ["name", "小明", "小明"],
  ["lastName", "---", nothing],
  ["firstName", "Test", nothing],
  ["firstName", "Ａnonymous", nothing],
  ["lastName", "x".repeat(257), nothing],
  ["lastName", "ﷺ".repeat(256), nothing],

  ["company", " Acme\t№ 1 ", "Acme № 1"],
  ["company", "n/a", nothing],
]

describe("normaliseTrait", () => {
  it.each(cases)("%s %j is %j", (name, raw, value) => {
    expect(read(name, raw)).toBe(value)
  })

  it.each([
    [true, "03/04/1985", "1985-04-03"],
    [false, "03/04/1985", "1985-03-04"],
    [true, "12/24/1985", "1985-12-24"],
    [false, "24/12/1985", "1985-12-24"],
    [true, "1985-03-04", "1985-03-04"],
  ])("with the day first: %j, reads %s as %s", (dayFirst, raw, date) => {
    expect(read("dateOfBirth", raw, dayFirst)).toBe(date)
  })
})
