import { Documents, ref } from "@kith/core/documents/Documents"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { commit, get, ids, type Law, moved, put, versionOf } from "./Notes.ts"

export const expiry = (law: Law): void => {
  describe("expiry", () => {
    const past = () => Date.now() - 60_000
    const future = () => Date.now() + 3_600_000

    law("hides what has expired from every reader", (notes) =>
      Effect.gen(function* () {
        const documents = yield* Documents
        const expired = put(notes, "a", "1", { tags: ["x"], expiresAt: past() })
        yield* commit({ writes: [expired, put(notes, "b", "1", { tags: ["x"], expiresAt: future() })] })
        expect(yield* get(notes, "a")).toBeUndefined()
        expect((yield* get(notes, "b"))?.body.text).toBe("1")
        expect(ids(yield* documents.list(notes, { limit: 1 }))).toEqual(["b"])
        expect(ids(yield* documents.find(notes, "x", { limit: 1 }))).toEqual(["b"])
      }),
    )

    law("takes what has expired as absent", (notes) =>
      Effect.gen(function* () {
        yield* commit({ writes: [put(notes, "a", "1", { expiresAt: future() })] })
        const seen = yield* versionOf(notes, "a")
        yield* commit({ writes: [put(notes, "a", "2", { expiresAt: past() })] })
        expect(yield* moved(commit({ writes: [{ ...put(notes, "a", "3"), seen }] }))).toBe("DocumentsHaveMoved")
        yield* commit({ writes: [{ op: "guard", ref: ref(notes, "a"), seen: "absent" }] })
        yield* commit({ writes: [{ ...put(notes, "a", "4"), seen: "absent" }] })
        expect((yield* get(notes, "a"))?.body.text).toBe("4")
      }),
    )
  })
}
