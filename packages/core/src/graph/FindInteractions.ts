import { Effect } from "effect"
import { Interactions } from "../documents/Collections.ts"
import { Documents, type Snapshot } from "../documents/Documents.ts"
import type { InteractionRecord } from "../identity/Records.ts"

const limit = 500

/** All interactions with a tag, such as an identifier they assert; `undefined` once there are more than `most`. */
export const interactionsAsserting = Effect.fnUntraced(function* (tag: string, most = Number.POSITIVE_INFINITY) {
  const documents = yield* Documents
  const all: Array<Snapshot<InteractionRecord>> = []
  for (;;) {
    const after = all.at(-1)?.id
    const page = yield* documents.find(Interactions, tag, { ...(after !== undefined && { after }), limit })
    all.push(...page)
    if (all.length > most) return undefined
    if (page.length < limit) return all
  }
})
