import { Effect } from "effect"
import * as z from "zod"
import type { Identifier } from "../identifier/Identifier.ts"
import { interactionDocumentId, Keys } from "../identifier/Keyring.ts"
import type { Forgotten } from "../redaction/Redact.ts"
import type { Harmless } from "../telemetry/Harmless.ts"
import { Identifiers, Interactions } from "./Collections.ts"
import { consentedAfter } from "./ConsentList.ts"
import { type Collection, Documents, ref } from "./Documents.ts"

/** Of a document only what tells whether it is forgotten: it is asked of with every event, and an interaction's is long. */
const Standing = z.object({
  state: z.string().max(20),
  participants: z.record(z.string().max(200), z.object({ forgotten: z.literal(true).optional() })).optional(),
})
type Standing = z.infer<typeof Standing>

const standingIn = (name: Harmless): Collection<Standing> => ({ name, schema: Standing })
const [identifiers, interactions] = [standingIn(Identifiers.name), standingIn(Interactions.name)]

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
  const found = yield* (yield* Documents).getMany([
    ...[...keys].map((key) => ref(identifiers, key)),
    ...[...ids].map((id) => ref(interactions, id)),
  ])
  const isBeforeConsent = yield* consentedAfter(asked.identifiers, asked.at ?? Number.POSITIVE_INFINITY)
  const forgottenKeys = new Set([...keys].filter((_, i) => found[i]?.body.state === "tombstone"))
  const standing = new Map([...ids].map((id, i) => [id, found[keys.size + i]?.body]))
  const forgotten: Forgotten = {
    identifier: (identifier) =>
      isBeforeConsent(identifier) ||
      (forms.get(identifier) ?? keyring.keysOf(identifier)).some((key) => forgottenKeys.has(key)),
    interaction: (id, participantId) => isForgotten(standing.get(interactionDocumentId(keyring, id)), participantId),
  }
  return forgotten
})

/** Of a conference the others stay: only the forgotten participant's part is a tombstone. */
const isForgotten = (interaction: Standing | undefined, participantId?: string): boolean =>
  interaction?.state === "tombstone" ||
  (participantId !== undefined && interaction?.participants?.[participantId]?.forgotten === true)
