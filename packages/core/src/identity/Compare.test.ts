import { describe, expect, it } from "vitest"
import { compareFeatures, type Features } from "./Compare.ts"

const outcomes = (x: Features, y: Features) => Object.fromEntries(compareFeatures(x, y))

describe("Comparing names", () => {
  const first = (x: string, y: string) => outcomes({ firstName: x }, { firstName: y })["firstName"]

  it.each([
    ["José-María", "jose maria", "same"],
    ["Katharina", "Katharian", "close"],
    ["Kath", "Katharina", "close"],
    ["Martha", "Marhta", "close"],
    ["Dwayne", "Duane", "different"],
    ["Ann", "Zoe", "different"],
    ["Jo", "Joanna", "different"],
  ])("%s and %s are %s", (x, y, outcome) => {
    expect(first(x, y)).toBe(outcome)
    expect(first(y, x)).toBe(outcome)
  })

  it("finds the two in each other's field, with a slip in one of them", () => {
    const [straight, swapped] = [
      { firstName: "Lachlan", lastName: "Berry" },
      { firstName: "Berry", lastName: "Lachlann" },
    ]
    expect(outcomes(straight, swapped)).toEqual({ lastName: "swapped" })
    expect(outcomes(straight, straight)).toEqual({ firstName: "same", lastName: "same" })
    expect(outcomes(straight, { firstName: "Berry", lastName: "Quist" })).toEqual({
      firstName: "different",
      lastName: "different",
    })
  })

  it("says nothing of what one side does not tell", () => {
    expect(outcomes({ firstName: "Ann" }, { lastName: "Ann", dateOfBirth: "1971-06-24" })).toEqual({})
  })
})

describe("Comparing dates, codes and numbers", () => {
  it.each([
    ["dateOfBirth", "1978-12-11", "1978-11-12", "close"],
    ["dateOfBirth", "1971-06-24", "1971-05-24", "close"],
    ["dateOfBirth", "1971-06-24", "1971-06-42", "close"],
    ["dateOfBirth", "1971-06-24", "1969-03-24", "different"],
    ["postalCode", "10117", "10119", "close"],
    ["postalCode", "10117", "80331", "different"],
    ["postalCode", "4814", "4841", "close"],
  ] as const)("%s %s and %s are %s", (feature, x, y, outcome) => {
    expect(outcomes({ [feature]: x }, { [feature]: y })[feature]).toBe(outcome)
  })

  it.each([
    ["ann.allen@example.com", "ann.alen@example.com", "close"],
    ["ann.allen@example.com", "ann.allen@example.org", "close"],
    ["info@example.com", "info@example.org", "different"],
    ["user12@example.com", "user13@example.com", "different"],
    ["ann@example.com", "bob@example.com", "different"],
  ])("%s and %s are %s", (x, y, outcome) => {
    expect(outcomes({ emails: [x] }, { emails: ["other@elsewhere.example", y] })["email"]).toBe(outcome)
  })

  it("compares told numbers of one register only", () => {
    expect(outcomes({ numbers: ["crm.a|4811923"] }, { numbers: ["crm.b|4811923"] })).toEqual({})
    expect(outcomes({ numbers: ["crm.a|4811923"] }, { numbers: ["crm.a|4811932"] })).toEqual({ toldNumber: "close" })
  })
})
