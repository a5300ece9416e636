import { describe, expect, it } from "vitest"
import * as z from "zod"
import { say } from "../telemetry/Harmless.ts"
import { ref } from "./Documents.ts"
import { makeReadBefore, nameOf } from "./ReadBefore.ts"

const notes = { name: say`notes`, schema: z.object({ texts: z.array(z.string()) }) }
const older = { name: say`notes`, schema: z.object({}) }
const note = ref(notes, "a")
const said = '{"texts":["hello"]}'

const afterReading = () => {
  const readBefore = makeReadBefore()
  readBefore.set(note, said, { texts: ["hello"] })
  return readBefore
}

describe("What a document's text was found to say", () => {
  it("is known again while the text and the shape asked for are the same", () => {
    const readBefore = afterReading()
    expect(readBefore.get(note, said)).toEqual({ texts: ["hello"] })
    expect(readBefore.get(note, '{"texts":["HELLO"]}')).toBeUndefined()
    expect(readBefore.get(ref(older, "a"), said)).toBeUndefined()
    expect(readBefore.get(ref(notes, "b"), said)).toBeUndefined()
  })

  it("cannot be changed by any of its readers", () => {
    const body = afterReading().get(note, said)
    expect(() => body?.texts.push("mine")).toThrow(TypeError)
  })

  it("is forgotten with the document", () => {
    const readBefore = afterReading()
    readBefore.forget(nameOf(note))
    expect(readBefore.get(note, said)).toBeUndefined()
  })
})
