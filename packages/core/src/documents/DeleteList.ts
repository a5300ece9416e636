import { Effect } from "effect"
import type { Identifier } from "../identifier/Identifier.ts"
import { interactionDocumentId, Keys } from "../identifier/Keyring.ts"
import type { IdentifierRecord, InteractionRecord } from "../identity/Records.ts"
import type { Forgotten } from "../redaction/Redact.ts"
import { Identifiers, Interactions } from "./Collections.ts"
import { consentedAfter } from "./ConsentList.ts"
import { Documents, ref } from "./Documents.ts"

/** Which of these identifiers and interactions are tombstones, under any pepper: one round trip. */
export const askDeleteList = Effect.fnUntraced(function* (asked: {
  readonly identifiers: ReadonlyArray<Identifier>
  readonly interactionIds: ReadonlyArray<string>
  /** When what is asked about happened; now, if it is not said. */
  readonly at?: number
}) {
  const keyring = yield* Keys
  const forms = new Map(asked.identifiers.map((identifier) => [identifier, keyring.keysOf(identifier)]))
  const keys = new Set([...forms.values()].flat())
  const ids = new Set(asked.interactionIds.map((id) => interactionDocumentId(keyring, id)))
  const found = yield* (yield* Documents).getMany<IdentifierRecord | InteractionRecord>([
    ...[...keys].map((key) => ref(Identifiers, key)),
    ...[...ids].map((id) => ref(Interactions, id)),
  ])
  const isBeforeConsent = yield* consentedAfter(asked.identifiers, asked.at ?? Number.POSITIVE_INFINITY)
  const forgottenKeys = new Set([...keys].filter((_, i) => found[i]?.body.state === "tombstone"))
  const interactions = new Map([...ids].map((id, i) => [id, found[keys.size + i]?.body]))
  const forgotten: Forgotten = {
    identifier: (identifier) =>
      isBeforeConsent(identifier) ||
      (forms.get(identifier) ?? keyring.keysOf(identifier)).some((key) => forgottenKeys.has(key)),
    interaction: (id, participantId) =>
      isForgotten(interactions.get(interactionDocumentId(keyring, id)), participantId),
  }
  return forgotten
})

/** Of a conference the others stay: only the forgotten participant's part is a tombstone. */
const isForgotten = (
  interaction: IdentifierRecord | InteractionRecord | undefined,
  participantId?: string,
): boolean => {
  if (interaction?.state !== "known") return interaction?.state === "tombstone"
  return participantId !== undefined && interaction.participants[participantId]?.forgotten === true
}
