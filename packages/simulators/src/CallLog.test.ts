import { describe, expect, it } from "vitest"
import { makeCallLog } from "./CallLog.ts"

const call = { at: 0, method: "PATCH", path: "/", status: 204 }

describe("the record of calls", () => {
  it("keeps the latest ten thousand and counts them all", () => {
    const log = makeCallLog()
    for (let number = 1; number <= 10_003; number++) log.record(call, { request: undefined, answer: undefined })
    expect(log.total()).toBe(10_003)
    expect(log.latest().map(({ number }) => number)).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 4))
  })

  it("keeps the bodies of the latest thousand", () => {
    const log = makeCallLog()
    for (let number = 1; number <= 1_001; number++) log.record(call, { request: `${number}`, answer: undefined })
    expect(log.bodies(1)).toBeUndefined()
    expect(log.bodies(2)).toEqual({ request: "2", answer: undefined })
  })

  it("does not keep a body that is too long", () => {
    const log = makeCallLog()
    log.record(call, { request: "x".repeat(64 * 1024 + 1), answer: "short" })
    expect(log.bodies(1)).toEqual({ request: undefined, answer: "short" })
  })
})
