import { describe, expect, it } from "vitest"
import { isIn, quoted } from "./Soql.ts"

describe("a text in SOQL", () => {
  it.each([
    ["ann@example.org", "'ann@example.org'"],
    ["o'hara@example.org", "'o\\'hara@example.org'"],
    ["\\' OR Name != '", "'\\\\\\' OR Name != \\''"],
    ["a\u0000\nb", "'ab'"],
  ])("%j ends where it is to end", (text, expected) => {
    expect(quoted(text)).toBe(expected)
  })

  it("is one of several", () => {
    expect(isIn("Email", ["a", "b'"])).toBe("Email IN ('a','b\\'')")
  })
})
