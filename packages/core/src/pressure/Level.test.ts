import { describe, expect, it } from "vitest"
import { type Limits, makeLevel, type Signs } from "./Level.ts"

const limits: Limits = {
  busy: { inFlight: 10, loopMillis: 20, waitingMillis: 100 },
  overloaded: { inFlight: 100, loopMillis: 200, waitingMillis: 5_000 },
}
const quiet: Signs = { inFlight: 0, loopMillis: 0, waitingMillis: 0 }

/** The level after each reading, four a second. */
const levelsOf = (...readings: ReadonlyArray<Partial<Signs>>) => {
  const read = makeLevel(limits, 0)
  return readings.map((signs, n) => read({ ...quiet, ...signs }, n * 250).level)
}
const times = (count: number, signs: Partial<Signs>) => Array.from({ length: count }, () => signs)

describe("The level of pressure", () => {
  it("is calm on one bad reading, and rises on the second", () => {
    expect(levelsOf({}, { loopMillis: 300 }, {}, { loopMillis: 300 }, { loopMillis: 300 })).toEqual([
      ...["calm", "calm", "calm", "calm"],
      "overloaded",
    ])
  })

  it.each([{ inFlight: 100 }, { loopMillis: 200 }, { waitingMillis: 5_000 }])("rises by %o alone", (signs) => {
    expect(levelsOf(signs, signs).at(-1)).toBe("overloaded")
  })

  it("rises by one level where one will do", () => {
    expect(levelsOf({ inFlight: 30 }, { inFlight: 30 }).at(-1)).toBe("busy")
  })

  it("does not come and go about a limit", () => {
    const around = Array.from({ length: 40 }, (_, n) => ({ inFlight: n % 2 === 0 ? 105 : 60 }))
    const [, , ...after] = levelsOf({ inFlight: 100 }, { inFlight: 100 }, ...around)
    expect(new Set(after)).toEqual(new Set(["overloaded"]))
  })

  it("falls by itself after three seconds below half, to where it then is", () => {
    const pressed = times(2, { waitingMillis: 6_000 })
    expect(levelsOf(...pressed, ...times(12, { waitingMillis: 60 })).slice(-2)).toEqual(["overloaded", "busy"])
    expect(levelsOf(...pressed, ...times(12, quiet)).slice(-2)).toEqual(["overloaded", "calm"])
  })

  it("pays no attention to a sign that is not there", () => {
    const elsewhere = { ...limits, overloaded: { ...limits.overloaded, waitingMillis: 0 } }
    const read = makeLevel(elsewhere, 0)
    read(quiet, 0)
    expect(read(quiet, 250).level).toBe("calm")
  })
})
