import { describe, expect, it } from "vitest"
import { percentile } from "./Percentiles.ts"

describe("percentile", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)

  it.each([
    [0, 1],
    [50, 50],
    [95, 95],
    [99, 99],
    [100, 100],
  ])("finds %i %% of a hundred values at or below %i", (percent, value) => {
    expect(percentile(hundred, percent)).toBe(value)
  })

  it("takes the greater of few", () => {
    expect(percentile([3, 1], 95)).toBe(3)
    expect(percentile([], 50)).toBe(0)
  })
})
