import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { backoffMillis } from "./Backoff.ts"

const limits = { minimum: 1, maximum: 600 }

describe("the wait before a redelivery", () => {
  it("starts at the minimum and doubles its ceiling with each attempt, up to the maximum", () => {
    expect([1, 2, 3, 9, 10, 40].map((attempt) => backoffMillis(limits, attempt, 0))).toEqual(Array(6).fill(1000))
    expect([1, 2, 3, 9, 10, 40].map((attempt) => backoffMillis(limits, attempt, 1))).toEqual([
      2000, 4000, 8000, 512_000, 600_000, 600_000,
    ])
  })

  it("is what the receiver asked for if that is longer", () => {
    expect(backoffMillis(limits, 1, 0.5, 30)).toBe(30_000)
    expect(backoffMillis(limits, 10, 1, 30)).toBe(600_000)
  })

  it("always stays between minimum and maximum", () => {
    const chance = fc.double({ min: 0, max: 1, noNaN: true })
    const asked = fc.double({ noNaN: true })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), chance, asked, (attempt, chance, asked) => {
        const wait = backoffMillis(limits, attempt, chance, asked)
        expect(wait).toBeGreaterThanOrEqual(1000)
        expect(wait).toBeLessThanOrEqual(600_000)
      }),
    )
  })
})
