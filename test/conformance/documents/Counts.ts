import { randomUUID } from "node:crypto"
import { Documents, ref } from "@kith/core/documents/Documents"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { commit, type Law, moved, put } from "./Notes.ts"

export const counting = (law: Law, endingsCountOnce: boolean): void => {
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
}
