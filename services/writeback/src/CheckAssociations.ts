import { type EffectRecord, Effects, Interactions } from "@kith/core/documents/Collections"
import { Documents, ref, type Snapshot } from "@kith/core/documents/Documents"
import { presentPerson } from "@kith/core/documents/PresentPerson"
import { Keys } from "@kith/core/identifier/Keyring"
import { shownInteraction } from "@kith/core/identifier/ShownInteraction"
import type { InteractionRecord, KnownInteraction } from "@kith/core/identity/Records"
import { type Harmless, say } from "@kith/core/telemetry/Harmless"
import { logWarning } from "@kith/core/telemetry/Log"
import { Clock, Effect } from "effect"
import { associationOf, contactsOf, noteAssociation, unchecked } from "./AssociateContact.ts"
import { ExternalContacts } from "./ExternalContacts.ts"

/** Genesys takes a moment to do what it accepted. */
const settleMillis = 30_000
/** Each is a call of the same rate that references wait for. */
const mostPerRun = 50
const mostTries = 3

export interface Checked {
  readonly confirmed: number
  readonly repeated: number
  readonly givenUp: number
}

/**
 * Genesys accepts associations without looking at them: asks what became of each, and asks for it again if nothing did, or
 * if the conversation is of somebody else by now, whose contact was overtaken on its way.
 */
export const checkAssociations = Effect.fn("CheckAssociations.checkAssociations")(function* () {
  const documents = yield* Documents
  const now = yield* Clock.currentTimeMillis
  const found = yield* documents.find(Effects, unchecked, { limit: 500 })
  const due = found.filter(({ body }) => body.at + settleMillis <= now).slice(0, mostPerRun)
  const checked = { confirmed: 0, repeated: 0, givenUp: 0 }
  for (const one of due) checked[yield* check(one)] += 1
  return checked satisfies Checked
})

const check = Effect.fnUntraced(function* ({ id, body }: Snapshot<EffectRecord>) {
  const { contactsIn, associate } = yield* ExternalContacts
  const keyring = yield* Keys
  const interaction = id.slice(id.indexOf(":") + 1)
  const [known] = yield* (yield* Documents).getMany([ref(Interactions, interaction)])
  const { contactId, version } = yield* wantedFor(known?.body, body)
  const give = (reason: Harmless) =>
    Effect.andThen(
      logWarning("a contact was not associated", { interaction: shownInteraction(interaction, keyring), reason }),
      noteAssociation(interaction, { recordId: contactId, version, status: "refused", reason }, []),
    ).pipe(Effect.as("givenUp" as const))
  if (known?.body.state !== "known") return yield* give(say`the interaction is gone`)
  const contacts = yield* contactsIn(known.body.interactionId)
  if (contacts?.includes(contactId)) {
    yield* noteAssociation(interaction, { recordId: contactId, version, status: "applied" }, [])
    return "confirmed" as const
  }
  const again = contacts && version < mostTries ? openAssociation(known.body, contactId) : undefined
  if (again === undefined) return yield* give(say`accepted, and never done`)
  yield* associate(again)
  yield* noteAssociation(interaction, { recordId: contactId, version: version + 1, status: "applied" }, [unchecked])
  return "repeated" as const
})

/** What was associated, or the contact of whoever the conversation is of now: that one has not been tried yet. */
const wantedFor = Effect.fnUntraced(function* (
  interaction: InteractionRecord | undefined,
  { recordId = "", version }: EffectRecord,
) {
  const asNoted = { contactId: recordId, version }
  if (interaction?.state !== "known") return asNoted
  const ids = new Set(interaction.sightings.map(({ outcome }) => outcome.customerId))
  const persons = yield* Effect.forEach(ids, presentPerson, { concurrency: 4 })
  const theirs = yield* contactsOf([...new Set(persons.flatMap((person) => person?.customerId ?? []))])
  const [other] = theirs
  const isOthers =
    other !== undefined && !theirs.includes(recordId) && openAssociation(interaction, other) !== undefined
  return isOthers ? { contactId: other, version: 0 } : asNoted
})

const openAssociation = (interaction: KnownInteraction, contactId: string) =>
  Object.keys(interaction.participants)
    .map((participantId) => associationOf(interaction, participantId, contactId))
    .find((association) => association !== undefined)
