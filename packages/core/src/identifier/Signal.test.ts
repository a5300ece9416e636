import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { signalKinds } from "../interaction/InteractionEvent.ts"
import { type AssertedSignal, unionOfSignals } from "./Signal.ts"

const signal: fc.Arbitrary<AssertedSignal> = fc.record({
  kind: fc.constantFrom(...signalKinds),
  value: fc.constantFrom(..."abcdefgh"),
  source: fc.constantFrom("here", "there"),
})
const several = fc.array(signal, { maxLength: 40 })

describe("unionOfSignals", () => {
  it("is the same in any order and grouping, with repetitions", () => {
    fc.assert(
      fc.property(several, several, (some, others) => {
        const all = unionOfSignals([...some, ...others], "sighting")
        const first = unionOfSignals(others, "sighting")
        expect(unionOfSignals([...first, ...some], "sighting")).toEqual(all)
        expect(unionOfSignals([...all, ...some], "sighting")).toEqual(all)
      }),
    )
  })

  it.each([
    ["event", 8],
    ["sighting", 16],
  ] as const)("leaves at most what an %s may hold, and something of every kind", (of, most) => {
    fc.assert(
      fc.property(several, (some) => {
        const all = unionOfSignals(some, of)
        expect(all.length).toBeLessThanOrEqual(most)
        expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(some.map(({ kind }) => kind)))
      }),
    )
  })
})
