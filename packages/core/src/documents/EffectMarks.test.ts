import { describe, expect, it } from "vitest"
import { aboutToWrite, havingWritten, isReadyFor } from "./EffectMarks.ts"

describe("what we wrote into the fields of a record", () => {
  it("is both what stood there and what is about to, until it is known which", () => {
    const before = { wrote: { email: ["a"], phone: ["p"] } }
    expect(isReadyFor(before, { email: "b" })).toBe(false)
    const during = aboutToWrite(before, { email: "b" })
    expect(during).toEqual({ wrote: { email: ["a", "b"], phone: ["p"] } })
    expect(isReadyFor(during, { email: "b" })).toBe(true)
    expect(havingWritten(during, { email: "b" }, [])).toEqual({ wrote: { email: ["b"] } })
  })

  it("is never what was there before us, until we write something else", () => {
    const adopted = havingWritten({}, { email: "a", phone: "p" }, ["email"])
    expect(adopted).toEqual({ wrote: { phone: ["p"] }, theirs: { email: "a" } })
    expect(isReadyFor(adopted, { email: "a", phone: "p" })).toBe(true)
    expect(aboutToWrite(adopted, { email: "a" })).toEqual({ wrote: { phone: ["p"] } })
    expect(havingWritten(adopted, { email: "a" }, [])).toEqual({ wrote: {}, theirs: { email: "a" } })
    expect(havingWritten(adopted, { email: "b" }, [])).toEqual({ wrote: { email: ["b"] } })
  })

  it("stays as it is known where something else is applied", () => {
    const known = { wrote: { email: ["a"] }, theirs: { phone: "p" } }
    expect(aboutToWrite(known, undefined)).toEqual({})
    expect(havingWritten(known, undefined, [])).toEqual(known)
  })

  it("is no more than the record can hold, however many answers are lost", () => {
    let kept: ReturnType<typeof aboutToWrite> = {}
    for (let i = 0; i < 20; i++) kept = aboutToWrite(kept, { email: `${i}` })
    expect(kept.wrote?.["email"]).toEqual(["12", "13", "14", "15", "16", "17", "18", "19"])
  })
})
