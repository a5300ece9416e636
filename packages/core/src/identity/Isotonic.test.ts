import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Claim } from "./Calibration.ts"
import { calibrated, isotonic } from "./Isotonic.ts"

const claims = (count: number, probability: number, right: number, isAlone = true): ReadonlyArray<Claim> =>
  Array.from({ length: count }, (_, n) => ({ probability, isRight: n < right, isAlone }))

describe("Calibration", () => {
  it("promises what came true of what was stated", () => {
    const points = isotonic([...claims(120, 0.6, 24), ...claims(120, 0.9, 84), ...claims(120, 0.99, 114)])
    expect(calibrated(0.6, points)).toBeCloseTo(0.2, 1)
    expect(calibrated(0.9, points)).toBeCloseTo(0.7, 1)
    expect(calibrated(0.99, points)).toBeCloseTo(0.95, 1)
  })

  it("never promises less for more, nor certainty, whatever came true", () => {
    const claim = fc.record({
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
      isRight: fc.boolean(),
      isAlone: fc.constant(true),
    })
    const stated = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(fc.array(claim, { minLength: 40, maxLength: 400 }), stated, (all, stated) => {
        const points = isotonic(all)
        const promised = stated.toSorted((x, y) => x - y).map((probability) => calibrated(probability, points))
        for (const [n, one] of promised.entries()) {
          expect(one).toBeLessThan(1)
          expect(one).toBeGreaterThanOrEqual((promised[n - 1] ?? 0) - 1e-12)
        }
      }),
    )
  })

  it("takes two neighbours together where the more certain was right less often", () => {
    const points = isotonic([...claims(50, 0.8, 45), ...claims(50, 0.9, 35)])
    expect(points).toHaveLength(1)
    expect(points[0]?.probability).toBeCloseTo(0.8, 1)
  })

  it("leaves out what had rivals, and promises what is stated where nothing was measured", () => {
    expect(isotonic(claims(100, 0.9, 10, false))).toEqual([])
    expect(calibrated(0.42, [])).toBe(0.42)
  })
})
