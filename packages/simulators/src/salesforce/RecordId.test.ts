import { describe, expect, it } from "vitest"
import { contactId, longForm } from "./RecordId.ts"

describe("a record id", () => {
  it.each([
    // The vendor's own example; then one worked out by hand.
    ["001D000000IqhSL", "001D000000IqhSLIAZ"],
    ["0013000000Gv5hV", "0013000000Gv5hVAAR"],
  ])("%s has the long form %s", (short, long) => {
    expect(longForm(short)).toBe(long)
    expect(longForm(long)).toBe(long)
  })

  it("is another for every contact, and says that it is one", () => {
    const ids = Array.from({ length: 5_000 }, (_, index) => contactId(index + 1))
    expect(new Set(ids).size).toBe(5_000)
    expect(ids.every((id) => /^003[0-9A-Za-z]{15}$/.test(id))).toBe(true)
  })
})
