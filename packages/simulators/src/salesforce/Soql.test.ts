import { describe, expect, it } from "vitest"
import { Refused } from "./Refused.ts"
import { parseSoql } from "./Soql.ts"

const rows = [
  { Id: "003a", Email: "Ann@Example.com", SystemModstamp: "2026-01-05T10:00:00.000+0000", IsDeleted: false },
  { Id: "003B", Email: null, SystemModstamp: "2026-01-05T10:00:01.000+0000", IsDeleted: true },
]
const found = (where: string) =>
  rows.filter(parseSoql(`SELECT Id, Email FROM Contact WHERE ${where}`).where).map(({ Id }) => Id)

describe("a query", () => {
  it.each([
    ["Email = 'ann@example.com'", ["003a"]],
    ["Email IN ('x','ANN@example.com')", ["003a"]],
    ["Email = null", ["003B"]],
    ["Email != NULL AND IsDeleted = FALSE", ["003a"]],
    ["SystemModstamp > 2026-01-05T10:00:00.000Z", ["003B"]],
    ["SystemModstamp >= 2026-01-05T10:00:00.000Z OR (Id = 'x' AND IsDeleted = true)", ["003a", "003B"]],
    ["Id > '003B'", ["003a"]],
    ["Id = '003A'", []],
    ["Email = 'o\\'hara' OR IsDeleted = true", ["003B"]],
  ])("where %s", (where, expected) => {
    expect(found(where)).toEqual(expected)
  })

  it("has an order and a limit", () => {
    expect(parseSoql("select Id from Contact order by SystemModstamp, Id limit 5")).toMatchObject({
      orderBy: ["SystemModstamp", "Id"],
      limit: 5,
    })
  })

  it.each(["SELECT FROM Contact", "SELECT Id FROM Contact WHERE Id = 'x' OR", "SELECT Id FROM Contact; DROP", "'"])(
    "%j is malformed",
    (soql) => {
      expect(() => parseSoql(soql)).toThrow(Refused)
    },
  )
})
