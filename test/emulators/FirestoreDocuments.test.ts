import { type Collection, Documents, ref } from "@kith/core/documents/Documents"
import { layer } from "@kith/core/documents/FirestoreDocuments"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import { expect, it } from "vitest"
import * as z from "zod"
import { documentsConformance } from "../conformance/documents.ts"
import { onEmulators, ownProject } from "./OnEmulators.ts"

const Notes: Collection<{ text: string }> = { name: say`notes`, schema: z.strictObject({ text: z.string() }) }
const firestore = { project: ownProject(), database: "(default)" }
const past = Date.now() - 1000

const run = <A, E>(program: Effect.Effect<A, E, Documents>) =>
  Effect.runPromise(Effect.provide(program, layer(firestore)))

const put = (id: string, text: string, more: { expiresAt?: number; seen?: "absent" } = {}) =>
  ({ op: "put", ref: ref(Notes, id), body: { text }, ...more }) as const

onEmulators("Firestore as a store", () => {
  documentsConformance("FirestoreDocuments", { layer: () => layer(firestore), endingsCountOnce: false })
})

onEmulators("Firestore in particular", () => {
  it("still refuses when only some of what should be absent is expired", () =>
    run(
      Effect.gen(function* () {
        const { commit, getMany } = yield* Documents
        yield* commit({ writes: [put("expired", "old", { expiresAt: past }), put("present", "old")] })
        const writes = [put("expired", "new", { seen: "absent" }), put("present", "new", { seen: "absent" })]
        expect((yield* Effect.flip(commit({ writes })))._tag).toBe("DocumentsHaveMoved")
        const [expired, present] = yield* getMany([ref(Notes, "expired"), ref(Notes, "present")])
        expect([expired?.body, present?.body]).toEqual([undefined, { text: "old" }])
      }),
    ))

  it("fills a page past expired documents", () =>
    run(
      Effect.gen(function* () {
        const { commit, list } = yield* Documents
        const ids = Array.from({ length: 9 }, (_, index) => `page-${index}`)
        yield* commit({ writes: ids.map((id, index) => put(id, id, index % 3 === 2 ? {} : { expiresAt: past })) })
        const page = yield* list(Notes, { prefix: "page-", limit: 2 })
        expect(page.map(({ id }) => id)).toEqual(["page-2", "page-5"])
        const rest = yield* list(Notes, { prefix: "page-", after: "page-5", limit: 2 })
        expect(rest.map(({ id }) => id)).toEqual(["page-8"])
      }),
    ))

  it("keeps the version of a document that was only guarded", () =>
    run(
      Effect.gen(function* () {
        const { commit, getMany } = yield* Documents
        yield* commit({ writes: [put("guarded", "same")] })
        const [before] = yield* getMany([ref(Notes, "guarded")])
        yield* commit({ writes: [{ op: "guard", ref: ref(Notes, "guarded"), seen: before?.version ?? "absent" }] })
        expect((yield* getMany([ref(Notes, "guarded")]))[0]).toEqual(before)
      }),
    ))

  it("adds up what several processes counted, those that have stopped included", async () => {
    const count = (sampled: number) =>
      run(Documents.use(({ commit }) => commit({ writes: [], counts: { sampled, "odd `name`.\\": 1 } })))
    await count(2)
    await count(3)
    const counts = await run(Documents.use(({ counts }) => counts))
    expect(counts).toMatchObject({ sampled: 5, "odd `name`.\\": 2 })
  })
})
