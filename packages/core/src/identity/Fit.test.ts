import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { fit, type Level, type Model, type Pair } from "./Fit.ts"

/** Numbers that repeat with their seed, so that a failing case is one that can be run again. */
const chance = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

interface Truth {
  readonly m: Readonly<Record<string, number>>
  readonly u: Readonly<Record<string, number>>
  readonly share: number
}

/** Pairs as the truth makes them: each comparison is the same, or different, apart from the others. */
const pairsOf = ({ m, u, share }: Truth, count: number, known: number, seed: number): ReadonlyArray<Pair> => {
  const next = chance(seed)
  return Array.from({ length: count }, (): Pair => {
    const isSame = next() < share
    const levels: Record<string, Level> = {}
    const rates: Record<string, number> = {}
    for (const comparison of Object.keys(m)) {
      const same = next() < ((isSame ? m : u)[comparison] ?? 0)
      levels[comparison] = same ? "same" : "different"
      rates[comparison] = same ? (u[comparison] ?? 0) : 1 - (u[comparison] ?? 0)
    }
    return { group: "one", levels, u: rates, ...(next() < known && { isSame }) }
  })
}

const start: Model = {
  m: Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, { same: 0.7, different: 0.3 }])),
  shares: {},
}
const truths = fc.record({
  m: fc.record({ a: probable(), b: probable(), c: probable(), d: probable() }),
  u: fc.record({ a: rare(), b: rare(), c: rare(), d: rare() }),
  share: fc.double({ min: 0.25, max: 0.6, noNaN: true }),
})
function probable() {
  return fc.double({ min: 0.6, max: 0.95, noNaN: true })
}
function rare() {
  return fc.double({ min: 0.01, max: 0.15, noNaN: true })
}

describe("Fitting", () => {
  it("finds the rates that made the pairs, though none is known to be one person's", () => {
    fc.assert(
      fc.property(truths, fc.nat(), (truth, seed) => {
        // So many that what chance does to the worst of these truths is a sixth of what is allowed.
        const fitted = fit(pairsOf(truth, 10_000, 0, seed), start)
        expect(fitted.shares["one"]).toBeCloseTo(truth.share, 1)
        for (const [name, m] of Object.entries(truth.m))
          expect(Math.abs((fitted.m[name]?.same ?? 0) - m)).toBeLessThan(0.08)
      }),
      { numRuns: 8 },
    )
  })

  it("never becomes less likely from one round to the next, whatever the pairs and however many are known", () => {
    const level = fc.constantFrom<Level>("same", "close", "different", "none")
    const pair = fc.record({
      group: fc.constantFrom("one", "other"),
      levels: fc.dictionary(fc.constantFrom("a", "b", "c"), level),
      u: fc.record({ a: rare(), b: rare(), c: rare() }),
      isSame: fc.option(fc.boolean(), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 60 }), (pairs) => {
        const { logLikelihoods } = fit(pairs, start, 30, 0)
        // The start may give a level no share at all: what counts is every round after the first.
        for (const [n, after] of logLikelihoods.entries())
          if (n > 1) expect(after).toBeGreaterThanOrEqual((logLikelihoods[n - 1] ?? 0) - 1e-9 * Math.abs(after) - 1e-9)
      }),
      { numRuns: 200 },
    )
  })

  it("counts where everything is known", () => {
    const truth = { m: { a: 0.8, b: 0.7 }, u: { a: 0.1, b: 0.05 }, share: 0.3 }
    const pairs = pairsOf(truth, 2000, 1, 7)
    const same = pairs.filter(({ isSame }) => isSame === true)
    const { m, shares } = fit(pairs, start)
    expect(shares["one"]).toBeCloseTo(same.length / 2000, 10)
    expect(m["a"]?.same).toBeCloseTo(same.filter(({ levels }) => levels["a"] === "same").length / same.length, 10)
  })
})
