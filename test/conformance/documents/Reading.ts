import { randomUUID } from "node:crypto"
import { Documents, ref } from "@kith/core/documents/Documents"
import { say, shaped } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as z from "zod"
import { commit, get, type Law, put } from "./Notes.ts"

export const reading = (law: Law): void => {
  describe("reading and writing", () => {
    law("gives a body back as it was put", () => {
      const body = { n: [1, -0.5, 1e21, [[]]], o: { "": {}, "ä.b": null }, s: "\u0000 𝒳 \u{10ffff}", t: true }
      const anything = { name: say`anything-${shaped("uuid", randomUUID())}`, schema: z.unknown() }
      return Effect.gen(function* () {
        yield* commit({ writes: [{ op: "put", ref: ref(anything, "a"), body }] })
        expect((yield* get(anything, "a"))?.body).toEqual(body)
      })
    })

    law("answers in the order asked, absent ones as nothing, repeated ones again", (notes) =>
      Effect.gen(function* () {
        yield* commit({ writes: [put(notes, "a", "A"), put(notes, "b", "B")] })
        const refs = ["b", "c", "a", "b"].map((id) => ref(notes, id))
        const found = yield* Documents.use((documents) => documents.getMany(refs))
        expect(found.map((snapshot) => snapshot?.body.text)).toEqual(["B", undefined, "A", "B"])
      }),
    )

    law("answers in the shape that is asked for, whatever shape was asked for before", (notes) => {
      const lengths = { ...notes, schema: z.object({ text: z.string().transform((text) => text.length) }) }
      return Effect.gen(function* () {
        yield* commit({ writes: [put(notes, "a", "four")] })
        for (const _ of ["once", "more"]) {
          expect((yield* get(notes, "a"))?.body.text).toBe("four")
          expect((yield* get(lengths, "a"))?.body.text).toBe(4)
        }
      })
    })

    law("overwrites and deletes blindly when nothing was seen", (notes) =>
      Effect.gen(function* () {
        const remove = { op: "delete", ref: ref(notes, "a") } as const
        yield* commit({ writes: [remove] })
        yield* commit({ writes: [put(notes, "a", "1")] })
        yield* commit({ writes: [put(notes, "a", "2")] })
        expect((yield* get(notes, "a"))?.body.text).toBe("2")
        yield* commit({ writes: [remove] })
        expect(yield* get(notes, "a")).toBeUndefined()
      }),
    )

    law("says which collection holds an unreadable document, and no value of it", (notes) =>
      Effect.gen(function* () {
        yield* commit({ writes: [{ op: "put", ref: ref(notes, "a"), body: { text: "secret", more: "secret" } }] })
        const fact = yield* Effect.flip(get(notes, "a"))
        expect(fact._tag).toBe("DocumentIsUnreadable")
        expect(fact.message).toContain(notes.name)
        expect(fact.message).not.toContain("secret")
      }),
    )
  })
}
