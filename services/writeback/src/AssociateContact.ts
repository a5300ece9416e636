import { type EffectRecord, Effects, Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { applyOnce, effectRef, type Place } from "@kith/core/documents/EffectLedger"
import { presentPerson } from "@kith/core/documents/PresentPerson"
import { freshId } from "@kith/core/identifier/FreshId"
import { interactionDocumentId, type Keyring, Keys } from "@kith/core/identifier/Keyring"
import type { CurrentPerson, InteractionRecord } from "@kith/core/identity/Records"
import { keptMillis } from "@kith/core/settings/PrivacyPolicy"
import { say } from "@kith/core/telemetry/Harmless"
import { eachOnItsOwn } from "@kith/core/topics/EachOnItsOwn"
import { Clock, Context, Effect } from "effect"
import { type Association, type ContactOf, ExternalContacts } from "./ExternalContacts.ts"
import { Genesys } from "./Genesys.ts"

/** The external source that our ids are filed under in Genesys; without one its contacts are left alone. */
export const ExternalSource = Context.Reference<string | undefined>("@kith/writeback/ExternalSource", {
  defaultValue: () => undefined,
})

/** Names what is written of a person, rather than of an interaction. */
export const contacts = say`genesys-contact`
const associations = say`genesys-association`

/** Tag of the associations that Genesys accepted and that nobody has checked. */
export const unchecked = "unchecked"
export const associationRef = (interaction: string) => ref(Effects, `${associations}:${interaction}`)

/** After every reference that somebody waits for. */
const turnOf = (subject: string) => ({ subject, urgency: 2, age: 0 })

/**
 * Tells Genesys' own contacts of a person: the contact gets our id, and the person's open conversations get the contact.
 * Nobody is told of who is known by neither an email address nor a number.
 */
export const associateContact = Effect.fnUntraced(function* (customerId: string) {
  const source = yield* ExternalSource
  const person = source === undefined ? undefined : yield* presentPerson(customerId)
  if (source === undefined || person === undefined || contactOf(person) === undefined) return
  const contactId = yield* enriched(person, source)
  if (contactId === undefined) return
  const wanted = yield* toAssociate(person, contactId)
  yield* eachOnItsOwn(wanted, (one) => associate(person.customerId, one))
})

const contactOf = ({ customerId, identifiers, traits }: CurrentPerson): ContactOf | undefined => {
  const matching = identifiers.flatMap(({ kind, value }): ContactOf["matching"] =>
    kind === "email" ? [{ type: "Email", value }] : kind === "phone" ? [{ type: "Phone", value }] : [],
  )
  if (matching.length === 0) return undefined
  const [firstName, lastName] = [traits["firstName"]?.value, traits["lastName"]?.value]
  return {
    customerId,
    matching: matching.slice(0, 24),
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
  }
}

/** Genesys' id of the person's contact, which is told whenever what it is told by has changed. */
const enriched = Effect.fnUntraced(function* (person: CurrentPerson, source: string) {
  const keyring = yield* Keys
  const documents = yield* Documents
  const { customerId } = person
  const place: Place = { system: contacts, subject: customerId, holder: yield* freshId }
  const [known] = yield* documents.getMany([effectRef(place)])
  if (known !== undefined && known.body.digest === digestOf(contactOf(person), keyring)) return known.body.recordId
  const load = () =>
    Effect.map(presentPerson(customerId), (present) => {
      const contact = present?.customerId === customerId ? contactOf(present) : undefined
      return contact && present && { version: present.version, digest: digestOf(contact, keyring), payload: contact }
    })
  const apply = (contact: ContactOf) =>
    ExternalContacts.use(({ enrich }) => Effect.map(enrich(contact, source), (recordId) => ({ recordId })))
  yield* (yield* Genesys).inTurn(turnOf(`contact:${customerId}`), applyOnce(place, load, apply))
  const [now] = yield* documents.getMany([effectRef(place)])
  return now?.body.recordId
})

/** Genesys' ids of the contacts of these persons, as far as they have one. */
export const contactsOf = Effect.fnUntraced(function* (customerIds: ReadonlyArray<string>) {
  const refs = customerIds.map((subject) => effectRef({ system: contacts, subject }))
  const records = refs.length === 0 ? [] : yield* (yield* Documents).getMany(refs)
  return records.flatMap((record) => record?.body.recordId ?? [])
})

const digestOf = (contact: ContactOf | undefined, keyring: Keyring) =>
  keyring.digest(`effect.${contacts}`, JSON.stringify(contact))

/** How an open interaction of Genesys' is told of the contact; nothing where it knows of it by itself. */
export const associationOf = (
  interaction: InteractionRecord | undefined,
  participantId: string | undefined,
  contactId: string,
): Association | undefined => {
  if (interaction?.state !== "known") return undefined
  const part = interaction.participants[participantId ?? ""]
  const isKnown = part?.identifiers.some(({ kind, value }) => kind === "genesysContact" && value === contactId)
  if (part?.session === undefined || part.endedAt !== undefined || isKnown) return undefined
  const { id: communicationId, mediaType } = part.session
  return { conversationId: interaction.interactionId, contactId, communicationId, mediaType }
}

interface ToAssociate {
  readonly association: Association
  /** Id of the interaction's document. */
  readonly interaction: string
}

const toAssociate = Effect.fnUntraced(function* (person: CurrentPerson, contactId: string) {
  const documents = yield* Documents
  const keyring = yield* Keys
  const open = person.open.map((one) => ({ ...one, id: interactionDocumentId(keyring, one.interactionId) }))
  if (open.length === 0) return []
  const [found, records] = yield* Effect.all([
    documents.getMany(open.map(({ id }) => ref(Interactions, id))),
    documents.getMany(open.map(({ id }) => associationRef(id))),
  ])
  return open.flatMap(({ id, participantId }, i): ReadonlyArray<ToAssociate> => {
    const association = associationOf(found[i]?.body, participantId, contactId)
    const isDone = records[i]?.body.recordId === contactId
    return association === undefined || isDone ? [] : [{ association, interaction: id }]
  })
})

/** A turn can be long in coming: by then the conversation may be somebody else's, who has a message of their own. */
const associate = Effect.fnUntraced(function* (customerId: string, { association, interaction }: ToAssociate) {
  const put = Effect.gen(function* () {
    const person = yield* presentPerson(customerId)
    const isTheirs = person?.open.some(({ interactionId }) => interactionId === association.conversationId)
    if (person?.customerId !== customerId || isTheirs !== true) return false
    yield* ExternalContacts.use((external) => external.associate(association))
    return true
  })
  const isDone = yield* (yield* Genesys).inTurn(turnOf(`association:${interaction}`), put)
  if (isDone)
    yield* noteAssociation(interaction, { recordId: association.contactId, version: 1, status: "applied" }, [unchecked])
})

/** `version` counts how often it was asked for. */
export const noteAssociation = Effect.fnUntraced(function* (
  interaction: string,
  state: Pick<EffectRecord, "recordId" | "version" | "status" | "reason">,
  tags: ReadonlyArray<string>,
) {
  const at = yield* Clock.currentTimeMillis
  const body = { schema: 1, digest: "", at, ...state }
  const expiresAt = at + (yield* keptMillis("effects"))
  const put = { op: "put", ref: associationRef(interaction), body, tags, expiresAt } as const
  yield* (yield* Documents).commit({ writes: [put] })
})
