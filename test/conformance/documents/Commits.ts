import { randomUUID } from "node:crypto"
import { Documents, ref } from "@kith/core/documents/Documents"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { commit, get, ids, type Law, moved, put, versionOf } from "./Notes.ts"

export const commits = (law: Law): void => {
  describe("optimistic commits", () => {
    law("creates once", (notes) =>
      Effect.gen(function* () {
        const create = commit({ writes: [{ ...put(notes, "a", "1"), seen: "absent" }] })
        yield* create
        expect(yield* moved(create)).toBe("DocumentsHaveMoved")
      }),
    )

    law("replaces what was seen, and not what has moved since", (notes) =>
      Effect.gen(function* () {
        yield* commit({ writes: [put(notes, "a", "1")] })
        const first = yield* versionOf(notes, "a")
        yield* commit({ writes: [{ ...put(notes, "a", "2"), seen: first }] })
        expect(yield* versionOf(notes, "a")).not.toBe(first)
        expect(yield* moved(commit({ writes: [{ ...put(notes, "a", "3"), seen: first }] }))).toBe("DocumentsHaveMoved")
        expect((yield* get(notes, "a"))?.body.text).toBe("2")
      }),
    )

    law("does not replace what is gone", (notes) =>
      Effect.gen(function* () {
        yield* commit({ writes: [put(notes, "a", "1")] })
        const seen = yield* versionOf(notes, "a")
        yield* commit({ writes: [{ op: "delete", ref: ref(notes, "a") }] })
        expect(yield* moved(commit({ writes: [{ ...put(notes, "a", "2"), seen }] }))).toBe("DocumentsHaveMoved")
        expect(yield* get(notes, "a")).toBeUndefined()
      }),
    )

    law("deletes what was seen, and not what has moved since", (notes) =>
      Effect.gen(function* () {
        yield* commit({ writes: [put(notes, "a", "1")] })
        const first = yield* versionOf(notes, "a")
        yield* commit({ writes: [put(notes, "a", "2")] })
        const remove = { op: "delete", ref: ref(notes, "a") } as const
        expect(yield* moved(commit({ writes: [{ ...remove, seen: first }] }))).toBe("DocumentsHaveMoved")
        yield* commit({ writes: [{ ...remove, seen: yield* versionOf(notes, "a") }] })
        expect(yield* get(notes, "a")).toBeUndefined()
        yield* commit({ writes: [{ ...remove, seen: "absent" }] })
      }),
    )

    law("gives no version twice, also after a delete", (notes) =>
      Effect.gen(function* () {
        const versions = new Set<string>()
        for (const text of ["1", "1", "2"]) {
          yield* commit({ writes: [put(notes, "a", text)] })
          versions.add(yield* versionOf(notes, "a"))
          yield* commit({ writes: [{ op: "delete", ref: ref(notes, "a") }] })
        }
        expect(versions.size).toBe(3)
      }),
    )

    law("rests on guarded documents, present or absent, without moving them", (notes) =>
      Effect.gen(function* () {
        yield* commit({ writes: [put(notes, "guarded", "1")] })
        const seen = yield* versionOf(notes, "guarded")
        const present = { op: "guard", ref: ref(notes, "guarded"), seen } as const
        const absent = { op: "guard", ref: ref(notes, "nobody"), seen: "absent" } as const
        yield* commit({ writes: [present, absent, put(notes, "a", "1")] })
        expect((yield* get(notes, "guarded"))?.body.text).toBe("1")
        expect(yield* get(notes, "nobody")).toBeUndefined()
        yield* commit({ writes: [present, absent, put(notes, "b", "1")] })
        yield* commit({ writes: [put(notes, "guarded", "2"), put(notes, "nobody", "1")] })
        expect(yield* moved(commit({ writes: [present, put(notes, "c", "1")] }))).toBe("DocumentsHaveMoved")
        expect(yield* moved(commit({ writes: [absent, put(notes, "c", "1")] }))).toBe("DocumentsHaveMoved")
        expect(yield* get(notes, "c")).toBeUndefined()
      }),
    )

    law("applies nothing of a commit when one thing it rests on has moved", (notes) =>
      Effect.gen(function* () {
        const counter = `counter-${randomUUID()}`
        yield* commit({ writes: [put(notes, "kept", "1", { tags: ["old"] })] })
        const stale = { op: "guard", ref: ref(notes, "kept"), seen: "absent" } as const
        const writes = [put(notes, "new", "1", { tags: ["old"] }), put(notes, "kept", "2", { tags: ["new"] }), stale]
        expect(yield* moved(commit({ writes, counts: { [counter]: 1 } }))).toBe("DocumentsHaveMoved")
        expect((yield* get(notes, "kept"))?.body.text).toBe("1")
        const documents = yield* Documents
        expect(ids(yield* documents.find(notes, "old", { limit: 9 }))).toEqual(["kept"])
        expect(yield* documents.find(notes, "new", { limit: 9 })).toEqual([])
        expect((yield* documents.counts)[counter] ?? 0).toBe(0)
      }),
    )

    law("lets exactly one of several concurrent commits win", (notes) =>
      Effect.gen(function* () {
        yield* commit({ writes: [put(notes, "a", "before")] })
        const seen = yield* versionOf(notes, "a")
        const attempts = ["1", "2", "3", "4", "5"].map((text) =>
          Effect.result(commit({ writes: [{ ...put(notes, "a", text), seen }, put(notes, text, text)] })),
        )
        const results = yield* Effect.all(attempts, { concurrency: "unbounded" })
        const winners = results.flatMap((result, n) => (result._tag === "Success" ? [String(n + 1)] : []))
        expect(winners).toEqual([(yield* get(notes, "a"))?.body.text])
        const documents = yield* Documents
        expect(ids(yield* documents.list(notes, { limit: 9 }))).toEqual([...winners, "a"])
      }),
    )
  })
}
