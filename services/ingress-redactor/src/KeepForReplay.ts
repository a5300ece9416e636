import { type DeadLetterRecord, DeadLetters } from "@kith/core/documents/Collections"
import { deadLetterTags } from "@kith/core/documents/DeadLetterTags"
import { askDeleteList } from "@kith/core/documents/DeleteList"
import { Documents, ref } from "@kith/core/documents/Documents"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { Keys } from "@kith/core/identifier/Keyring"
import { canonicalJson } from "@kith/core/interaction/CanonicalJson"
import { type Candidates, candidates, redactPayload } from "@kith/core/redaction/RedactPayload"
import { nobody } from "@kith/core/redaction/RedactText"
import { keptMillis } from "@kith/core/settings/PrivacyPolicy"
import { type Harmless, shaped } from "@kith/core/telemetry/Harmless"
import { logWarning } from "@kith/core/telemetry/Log"
import { Effect } from "effect"

/** An authenticated body that could not be read. `body`: its JSON, or its text if it is none. */
export interface UnreadBody {
  readonly body: unknown
  readonly path: string
  readonly reason: "InvalidEvent" | "UnreadableBody"
  readonly detail: Harmless
  readonly receivedAt: number
}

/**
 * Keeps the body, redacted, where it can be replayed after a fix; its repetition is the same record. Of a body that names
 * somebody forgotten, or too many to be told, nothing is kept but that it came.
 */
export const keepForReplay = Effect.fn("KeepForReplay.keepForReplay")(function* (unread: UnreadBody) {
  const keyring = yield* Keys
  const { data, tags, named } = yield* redacted(unread.body)
  const record: DeadLetterRecord = {
    schema: 1,
    origin: { webhook: unread.path },
    reason: unread.reason,
    detail: unread.detail,
    data,
    attributes: {},
    receivedAt: unread.receivedAt,
    state: "waiting",
  }
  const id = keyring.digest("dead-letter", JSON.stringify([unread.path, canonicalJson(data)]))
  yield* (yield* Documents).commit({
    // Tagged, so that whoever is forgotten later is forgotten here too.
    writes: [
      {
        op: "put",
        ref: ref(DeadLetters, id),
        body: record,
        tags,
        expiresAt: unread.receivedAt + (yield* keptMillis("deadLetters")),
      },
    ],
    counts: { "rejected.invalid": 1 },
  })
  // Forgotten in between: whoever sweeps from now on finds it, whoever swept before did not.
  if (named !== undefined && (yield* namesForgotten(named)))
    yield* (yield* Documents).commit({ writes: [{ op: "delete", ref: ref(DeadLetters, id) }] })
  else yield* logWarning("dead letter kept", { deadLetterId: shaped("digest", id), reason: unread.reason })
  return id
})

const redacted = Effect.fnUntraced(function* (body: unknown) {
  const keyring = yield* Keys
  const policy = yield* CurrentIdentifierPolicy
  const named = candidates(body, policy)
  if (named === undefined) return { data: "[too many identifiers]", tags: [] }
  if (yield* namesForgotten(named)) return { data: "[forgotten]", tags: [] }
  return { data: redactPayload(body, nobody, policy), tags: deadLetterTags(named, keyring), named }
})

const namesForgotten = Effect.fnUntraced(function* (named: Candidates) {
  const forgotten = yield* askDeleteList(named)
  return named.identifiers.some(forgotten.identifier) || named.interactionIds.some((id) => forgotten.interaction(id))
})
