import { Effect } from "effect"
import { Interactions } from "../documents/Collections.ts"
import { Documents, type Snapshot } from "../documents/Documents.ts"
import type { Key } from "../identifier/Identifier.ts"
import type { InteractionRecord } from "../identity/Records.ts"

const limit = 500

/** All interactions that assert an identifier; `undefined` once there are more than `most`. */
export const interactionsAsserting = Effect.fnUntraced(function* (key: Key, most = Number.POSITIVE_INFINITY) {
  const documents = yield* Documents
  const all: Array<Snapshot<InteractionRecord>> = []
  for (;;) {
    const after = all.at(-1)?.id
    const page = yield* documents.find(Interactions, key, { ...(after !== undefined && { after }), limit })
    all.push(...page)
    if (all.length > most) return undefined
    if (page.length < limit) return all
  }
})
