import { describe, expect, it } from "vitest"
import { intervalMillis, Latency, Rate } from "./Meter.ts"

const begin = Date.UTC(2026, 0, 5, 9)
const after = (seconds: number) => begin + seconds * 1000

describe("A rate", () => {
  it("is that of the last half minute", () => {
    const rate = new Rate(begin)
    for (let second = 0; second < 60; second++) rate.add(7, after(second))
    expect(rate.perSecond(after(59.999))).toBeCloseTo(7, 0)
    expect(rate.perSecond(after(120))).toBe(0)
  })

  it("is not watered down by the time before it was counted", () => {
    const rate = new Rate(begin)
    for (let second = 0; second < 4; second++) rate.add(5, after(second))
    expect(rate.perSecond(after(4))).toBeCloseTo(5, 0)
  })
})

describe("A latency", () => {
  it("knows the percentiles of what it was told, to one in a hundred", () => {
    const latency = new Latency()
    for (let millis = 1; millis <= 1_000; millis++) latency.add(millis, begin)
    const { count, p50, p90, p99 } = latency.figures(begin)
    expect(count).toBe(1_000)
    for (const [told, is] of [
      [p50, 500],
      [p90, 900],
      [p99, 990],
    ] as const)
      expect(Math.abs((told ?? 0) - is) / is).toBeLessThanOrEqual(0.01)
  })

  it("has a point for each interval in which something happened, oldest first, for five minutes", () => {
    const latency = new Latency()
    latency.add(10, begin)
    latency.add(1_000, begin + 2 * intervalMillis)
    const { points } = latency.figures(begin + 2 * intervalMillis)
    expect(points.map(({ at, count }) => [at - begin, count])).toEqual([
      [0, 1],
      [2 * intervalMillis, 1],
    ])
    expect(latency.figures(after(301)).points).toHaveLength(1)
    expect(latency.figures(after(900))).toEqual({ count: 0, p50: null, p90: null, p99: null, points: [] })
  })
})
