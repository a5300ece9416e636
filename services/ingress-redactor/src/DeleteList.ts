import { Identifiers, Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import type { Identifier } from "@kith/core/identifier/Identifier"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import type { IdentifierRecord, InteractionRecord } from "@kith/core/identity/Records"
import type { Forgotten } from "@kith/core/redaction/Redact"
import { Effect } from "effect"

/** Which of these identifiers and interactions are tombstones, under any pepper: one round trip. */
export const askDeleteList = Effect.fnUntraced(function* (asked: {
  readonly identifiers: ReadonlyArray<Identifier>
  readonly interactionIds: ReadonlyArray<string>
}) {
  const keyring = yield* Keys
  const keys = new Set(asked.identifiers.flatMap((identifier) => keyring.keysOf(identifier)))
  const ids = new Set(asked.interactionIds.map((id) => interactionDocumentId(keyring, id)))
  const found = yield* (yield* Documents).getMany<IdentifierRecord | InteractionRecord>([
    ...[...keys].map((key) => ref(Identifiers, key)),
    ...[...ids].map((id) => ref(Interactions, id)),
  ])
  const isTombstone = (at: number) => found[at]?.body.state === "tombstone"
  const forgottenKeys = new Set([...keys].filter((_, i) => isTombstone(i)))
  const forgottenIds = new Set([...ids].filter((_, i) => isTombstone(keys.size + i)))
  return {
    identifier: (identifier) => keyring.keysOf(identifier).some((key) => forgottenKeys.has(key)),
    interaction: (id) => forgottenIds.has(interactionDocumentId(keyring, id)),
  } satisfies Forgotten
})
