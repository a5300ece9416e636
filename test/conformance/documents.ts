import type { Documents } from "@kith/core/documents/Documents"
import { Effect, type Layer } from "effect"
import { describe, it } from "vitest"
import { commits } from "./documents/Commits.ts"
import { counting } from "./documents/Counts.ts"
import { expiry } from "./documents/Expiry.ts"
import { lists } from "./documents/Lists.ts"
import { type Law, newCollection } from "./documents/Notes.ts"
import { reading } from "./documents/Reading.ts"

export interface DocumentsUnderTest {
  /** Built for each test; may share its store with other tests, for each uses a collection of its own. */
  readonly layer: () => Layer.Layer<Documents, unknown>
  /** An `acceptId` is counted once, however often it ends. */
  readonly endingsCountOnce: boolean
}

/** What every adapter of `Documents` promises. */
export const documentsConformance = (title: string, { layer, endingsCountOnce }: DocumentsUnderTest): void => {
  const law: Law = (sentence, test) => {
    it(sentence, () => Effect.runPromise(Effect.provide(test(newCollection()), layer())))
  }
  describe(title, () => {
    reading(law)
    commits(law)
    lists(law)
    expiry(law)
    counting(law, endingsCountOnce)
  })
}
