import { describe, expect, it } from "vitest"
import * as z from "zod"
import { say } from "../telemetry/Harmless.ts"
import { ref, type Version } from "./Documents.ts"
import { makeReadBefore, nameOf } from "./ReadBefore.ts"

const notes = { name: say`notes`, schema: z.object({ texts: z.array(z.string()) }) }
const older = { name: say`notes`, schema: z.object({}) }
const note = ref(notes, "a")
const first = "1.1" as Version

const after = (body: unknown) => {
  const readBefore = makeReadBefore()
  readBefore.set(note, first, body, 20)
  return readBefore
}

describe("What a document was found to say", () => {
  it("is known with its version, for the shape it was asked for in", () => {
    const readBefore = after({ texts: ["hello"] })
    expect(readBefore.get(note)).toEqual({ id: "a", version: first, body: { texts: ["hello"] } })
    expect(readBefore.get(ref(older, "a"))).toBeUndefined()
    expect(readBefore.get(ref(notes, "b"))).toBeUndefined()
  })

  it("is known in every shape that its version was asked for in", () => {
    const readBefore = after({ texts: ["hello"] })
    readBefore.set(ref(older, "a"), first, {}, 20)
    expect([readBefore.get(note)?.body, readBefore.get(ref(older, "a"))?.body]).toEqual([{ texts: ["hello"] }, {}])
    readBefore.set(note, "1.2" as Version, { texts: [] }, 20)
    expect([readBefore.get(note)?.body, readBefore.get(ref(older, "a"))?.body]).toEqual([{ texts: [] }, undefined])
  })

  it("cannot be changed by any of its readers", () => {
    const read = after({ texts: ["hello"] }).get(note)
    expect(() => read?.body.texts.push("mine")).toThrow(TypeError)
  })

  it.each([
    { texts: ["hello"], more: undefined },
    { texts: [Number.NaN] },
    { texts: new Set(["hello"]) },
    { at: new Date(0) },
  ])("is a mistake of whoever wrote what JSON says only in part: %o", (body) => {
    expect(() => after(body).get(note)).toThrow("only in part")
  })

  it("is forgotten with the document", () => {
    const readBefore = after({ texts: ["hello"] })
    readBefore.forget(nameOf(note))
    expect(readBefore.get(note)).toBeUndefined()
  })
})
