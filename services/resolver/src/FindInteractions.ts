import { Interactions } from "@kith/core/documents/Collections"
import { Documents, type Snapshot } from "@kith/core/documents/Documents"
import type { Key } from "@kith/core/identifier/Identifier"
import type { InteractionRecord } from "@kith/core/identity/Records"
import { Effect } from "effect"

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
