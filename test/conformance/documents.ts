import { randomUUID } from "node:crypto"
import {
  type Collection,
  type Commit,
  Documents,
  type DocumentsHaveMoved,
  ref,
  type Snapshot,
  type Version,
} from "@kith/core/documents/Documents"
import { Effect, type Layer } from "effect"
import { describe, expect, it } from "vitest"
import * as z from "zod"

export interface DocumentsUnderTest {
  /** Built for each test; may share its store with other tests, for each uses a collection of its own. */
  readonly layer: () => Layer.Layer<Documents, unknown>
  /** An `acceptId` is counted once, however often it ends. */
  readonly endingsCountOnce: boolean
}

const Note = z.strictObject({ text: z.string() })
type Note = z.infer<typeof Note>
const newCollection = (): Collection<Note> => ({ name: `notes-${randomUUID()}`, schema: Note })

const commit = (commit: Commit) => Documents.use((documents) => documents.commit(commit))
const get = <A>(collection: Collection<A>, id: string) =>
  Effect.map(
    Documents.use((documents) => documents.getMany([ref(collection, id)])),
    ([found]) => found,
  )
/** The version of a document that must be there. */
const versionOf = <A>(collection: Collection<A>, id: string) =>
  Effect.map(get(collection, id), (found): Version => {
    if (found === undefined) throw new Error(`no document ${id}`)
    return found.version
  })
const put = (
  collection: Collection<Note>,
  id: string,
  text: string,
  more: { tags?: string[]; expiresAt?: number } = {},
) => ({ op: "put", ref: ref(collection, id), body: { text }, ...more }) as const
const ids = (found: ReadonlyArray<Snapshot>) => found.map(({ id }) => id)
const moved = <R>(effect: Effect.Effect<void, unknown, R>) =>
  Effect.map(Effect.flip(effect), (fact) => (fact as DocumentsHaveMoved)._tag)

/** What every adapter of `Documents` promises. */
export const documentsConformance = (title: string, { layer, endingsCountOnce }: DocumentsUnderTest): void => {
  const law = (sentence: string, test: (notes: Collection<Note>) => Effect.Effect<unknown, unknown, Documents>) =>
    it(sentence, () => Effect.runPromise(Effect.provide(test(newCollection()), layer())))

  describe(title, () => {
    describe("reading and writing", () => {
      law("gives a body back as it was put", () => {
        const body = { n: [1, -0.5, 1e21, [[]]], o: { "": {}, "ä.b": null }, s: "\u0000 𝒳 \u{10ffff}", t: true }
        const anything = { name: `anything-${randomUUID()}`, schema: z.unknown() }
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
          expect(yield* moved(commit({ writes: [{ ...put(notes, "a", "3"), seen: first }] }))).toBe(
            "DocumentsHaveMoved",
          )
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

    describe("counts", () => {
      law("adds up what commits count", (notes) =>
        Effect.gen(function* () {
          const [a, b] = [`a-${randomUUID()}`, `b-${randomUUID()}`]
          yield* commit({ writes: [put(notes, "a", "1")], counts: { [a]: 2, [b]: 1 } })
          yield* commit({ writes: [], counts: { [a]: -1 } })
          const { [a]: first, [b]: second } = yield* Documents.use((documents) => documents.counts)
          expect([first, second]).toEqual([1, 1])
        }),
      )

      law("counts endings by disposition, together with plain counters of that name", () =>
        Effect.gen(function* () {
          const { counts } = yield* Documents
          const before = yield* counts
          const endings = [
            { acceptId: randomUUID(), disposition: "irrelevant" },
            { acceptId: randomUUID(), disposition: "applied" },
          ] as const
          yield* commit({ writes: [], endings, counts: { irrelevant: 1 } })
          const after = yield* counts
          expect((after["irrelevant"] ?? 0) - (before["irrelevant"] ?? 0)).toBe(2)
          expect((after["applied"] ?? 0) - (before["applied"] ?? 0)).toBe(1)
        }),
      )

      if (endingsCountOnce) {
        const end = (acceptId: string, disposition: "applied" | "duplicate" | "deadLettered") =>
          commit({ writes: [], endings: [{ acceptId, disposition }] })
        const counts = Effect.map(
          Documents.use((documents) => documents.counts),
          ({ applied = 0, duplicate = 0, deadLettered = 0 }) => ({ applied, duplicate, deadLettered }),
        )

        law("counts an event once, by its first verdict", () =>
          Effect.gen(function* () {
            const id = randomUUID()
            for (const disposition of ["applied", "applied", "duplicate", "deadLettered"] as const) {
              yield* end(id, disposition)
            }
            expect(yield* counts).toEqual({ applied: 1, duplicate: 0, deadLettered: 0 })
          }),
        )

        law("moves a dead letter to what became of it", () =>
          Effect.gen(function* () {
            const id = randomUUID()
            yield* end(id, "deadLettered")
            yield* end(id, "deadLettered")
            expect(yield* counts).toEqual({ applied: 0, duplicate: 0, deadLettered: 1 })
            yield* end(id, "applied")
            yield* end(id, "duplicate")
            expect(yield* counts).toEqual({ applied: 1, duplicate: 0, deadLettered: 0 })
          }),
        )

        law("counts no ending of a commit that was not applied", (notes) =>
          Effect.gen(function* () {
            yield* commit({ writes: [put(notes, "a", "1")] })
            const writes = [{ op: "guard", ref: ref(notes, "a"), seen: "absent" }] as const
            const endings = [{ acceptId: randomUUID(), disposition: "applied" }] as const
            expect(yield* moved(commit({ writes, endings }))).toBe("DocumentsHaveMoved")
            expect(yield* counts).toEqual({ applied: 0, duplicate: 0, deadLettered: 0 })
          }),
        )
      }
    })
  })
}
