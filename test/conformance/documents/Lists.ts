import { Documents, ref } from "@kith/core/documents/Documents"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { commit, ids, type Law, put } from "./Notes.ts"

export const lists = (law: Law): void => {
  describe("lists", () => {
    const five = ["a", "ab-1", "ab-2", "ab-3", "b"]

    law("pages through a collection in order of id", (notes) =>
      Effect.gen(function* () {
        const documents = yield* Documents
        yield* commit({ writes: [...five].reverse().map((id) => put(notes, id, id)) })
        expect(ids(yield* documents.list(notes, { limit: 2 }))).toEqual(["a", "ab-1"])
        expect(ids(yield* documents.list(notes, { after: "ab-1", limit: 2 }))).toEqual(["ab-2", "ab-3"])
        expect(ids(yield* documents.list(notes, { after: "ab-3", limit: 2 }))).toEqual(["b"])
      }),
    )

    law("pages through the ids with a prefix", (notes) =>
      Effect.gen(function* () {
        const documents = yield* Documents
        yield* commit({ writes: five.map((id) => put(notes, id, id)) })
        expect(ids(yield* documents.list(notes, { prefix: "ab", limit: 2 }))).toEqual(["ab-1", "ab-2"])
        expect(ids(yield* documents.list(notes, { prefix: "ab", after: "ab-2", limit: 2 }))).toEqual(["ab-3"])
        expect(ids(yield* documents.list(notes, { prefix: "ab", after: "a", limit: 1 }))).toEqual(["ab-1"])
        expect(yield* documents.list(notes, { prefix: "ac", limit: 2 })).toEqual([])
      }),
    )

    law("pages through the documents with a tag", (notes) =>
      Effect.gen(function* () {
        const documents = yield* Documents
        const tagged = five.map((id) => put(notes, id, id, { tags: id === "ab-2" ? ["y"] : ["x", "y", "x"] }))
        yield* commit({ writes: tagged })
        expect(ids(yield* documents.find(notes, "x", { limit: 3 }))).toEqual(["a", "ab-1", "ab-3"])
        expect(ids(yield* documents.find(notes, "x", { after: "ab-3", limit: 3 }))).toEqual(["b"])
      }),
    )

    law("finds a document by its present tags only", (notes) =>
      Effect.gen(function* () {
        const documents = yield* Documents
        const tagged = (tag: string) => Effect.map(documents.find(notes, tag, { limit: 9 }), ids)
        yield* commit({ writes: [put(notes, "a", "1", { tags: ["x", "y"] })] })
        yield* commit({ writes: [put(notes, "a", "2", { tags: ["y", "z"] })] })
        expect(yield* Effect.all([tagged("x"), tagged("y"), tagged("z")])).toEqual([[], ["a"], ["a"]])
        yield* commit({ writes: [{ op: "delete", ref: ref(notes, "a") }] })
        expect(yield* Effect.all([tagged("y"), tagged("z")])).toEqual([[], []])
      }),
    )
  })
}
