import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { makeKeyring } from "./Keyring.ts"
import { seal, unseal } from "./Seal.ts"

const before = makeKeyring("the pepper that was in force before")
const now = makeKeyring("the pepper that is in force by now", ["the pepper that was in force before"])

describe("a seal", () => {
  it("opens to what was sealed, also after the pepper has changed, and shows nothing of it", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const sealed = seal(before, "values", "erasure-1", text)
        expect(sealed).toMatch(/^[\w-]+$/)
        expect(unseal(before, "values", "erasure-1", sealed)).toBe(text)
        expect(unseal(now, "values", "erasure-1", sealed)).toBe(text)
      }),
    )
  })

  it("is never the same twice", () => {
    expect(seal(now, "values", "erasure-1", "ada")).not.toBe(seal(now, "values", "erasure-1", "ada"))
  })

  it.each([
    ["under another pepper", makeKeyring("somebody else's pepper"), "values", "erasure-1"],
    ["for another purpose", now, "receipts", "erasure-1"],
    ["about something else", now, "values", "erasure-2"],
  ])("does not open %s", (_, keyring, purpose, about) => {
    expect(unseal(keyring, purpose, about, seal(now, "values", "erasure-1", "ada"))).toBeUndefined()
  })

  it("does not open if it was touched", () => {
    const sealed = seal(now, "values", "erasure-1", "ada")
    for (const [i, letter] of [...sealed.slice(0, -1)].entries()) {
      const touched = `${sealed.slice(0, i)}${letter === "A" ? "B" : "A"}${sealed.slice(i + 1)}`
      expect(unseal(now, "values", "erasure-1", touched)).toBeUndefined()
    }
    expect(unseal(now, "values", "erasure-1", "")).toBeUndefined()
  })
})
