import { randomUUID } from "node:crypto"
import * as z from "zod"
import { type Answer, jsonOf, type SimulatorRequest } from "../Routes.ts"
import type { Conversation } from "./Conversations.ts"
import { badRequest, notFound } from "./Errors.ts"

const identifierTypes = [
  ...["SocialLine", "SocialFacebook", "SocialTwitter", "SocialWhatsapp", "SocialInstagram", "AppleOpaqueId"],
  ...["Email", "Phone", "Cookie", "ExternalId"],
]
const ExternalSource = z.object({ id: z.uuid() })
const Identifier = z
  .object({
    type: z.enum(identifierTypes),
    value: z.string().min(1).max(255),
    externalSource: ExternalSource.optional(),
  })
  .refine(({ type, externalSource }) => (type === "ExternalId") === (externalSource !== undefined))
  .refine(({ type, value }) => type !== "Phone" || value.startsWith("+"))
type Identifier = z.infer<typeof Identifier>

const Enrichment = z.object({
  matchingIdentifiers: z.array(Identifier).min(1).max(25),
  action: z.enum(["Upsert", "Update", "Insert"]),
  contact: z
    .object({
      firstName: z.string().max(256).optional(),
      lastName: z.string().max(256).optional(),
      externalIds: z
        .array(z.object({ externalSource: ExternalSource, value: z.string().max(255) }))
        .max(10)
        .optional(),
    })
    .default({}),
  fieldRules: z.object({ defaultAction: z.enum(["AlwaysUseProvided", "PreferExisting", "PreferProvided"]) }).optional(),
})

const mediaTypes = [
  ...["CALL", "CALLBACK", "CHAT", "COBROWSE", "EMAIL", "MESSAGE", "INTERNAL_MESSAGE", "SCREEN_MONITORING"],
  ...["SOCIAL_EXPRESSION", "VIDEO", "SCREENSHARE"],
]
const Association = z.object({
  externalContactId: z.string().optional(),
  conversationId: z.string(),
  communicationId: z.string(),
  mediaType: z.enum(mediaTypes),
})

export interface Contact {
  readonly id: string
  firstName?: string
  lastName?: string
  readonly identifiers: Set<string>
}

const nameOf = ({ type, value, externalSource }: Identifier) => [type, externalSource?.id ?? "", value].join(" ")

/** The org's contacts, as far as they are enriched and associated. */
export const makeContactApi = (find: (id: string) => Conversation | undefined) => {
  const contacts = new Map<string, Contact>()
  let ignored = 0

  const add = (identifiers: ReadonlyArray<Identifier>, names: { firstName?: string; lastName?: string } = {}) => {
    const contact: Contact = { id: randomUUID(), ...names, identifiers: new Set(identifiers.map(nameOf)) }
    contacts.set(contact.id, contact)
    return contact
  }

  /** The first identifier that somebody has decides; created 201, updated 200. */
  const enrich = (request: SimulatorRequest): Answer => {
    const read = Enrichment.safeParse(jsonOf(request))
    if (!read.success) return badRequest("The enrichment is malformed.")
    const { matchingIdentifiers, action, contact, fieldRules } = read.data
    const found = matchingIdentifiers
      .map((one) => [...contacts.values()].find(({ identifiers }) => identifiers.has(nameOf(one))))
      .find((one) => one !== undefined)
    if (found === undefined && action === "Update") return notFound()
    if (found !== undefined && action === "Insert") return badRequest("The contact exists.")
    const kept = found ?? add(matchingIdentifiers)
    const given = { firstName: contact.firstName, lastName: contact.lastName }
    for (const [name, value] of Object.entries(given) as ReadonlyArray<
      ["firstName" | "lastName", string | undefined]
    >) {
      const prefersOwn = fieldRules?.defaultAction === "PreferExisting" && kept[name] !== undefined
      if (value !== undefined && !prefersOwn) kept[name] = value
    }
    for (const { value, externalSource } of contact.externalIds ?? [])
      kept.identifiers.add(nameOf({ type: "ExternalId", value, externalSource }))
    return { status: found === undefined ? 201 : 200, body: { id: kept.id, type: "Curated" } }
  }

  /** 202 whether or not anything will come of it: neither id is checked. */
  const associate = (request: SimulatorRequest): Answer => {
    const read = Association.safeParse(jsonOf(request))
    if (!read.success) return badRequest("The association is malformed.")
    const { conversationId, externalContactId, communicationId } = read.data
    const conversation = find(conversationId)
    const isThere = conversation?.participants.some(({ sessionId }) => sessionId === communicationId)
    if (ignored > 0) ignored -= 1
    else if (conversation !== undefined && isThere && contacts.has(externalContactId ?? ""))
      conversation.externalContactId = externalContactId ?? ""
    return { status: 202 }
  }

  const show = (id: string): Answer => {
    const conversation = find(id)
    if (conversation === undefined) return notFound()
    const { externalContactId } = conversation
    const participants = conversation.participants.map(({ id, purpose }) => ({
      id,
      purpose,
      ...(purpose === "customer" && externalContactId !== undefined && { externalContactId }),
    }))
    return { status: 200, body: { id, participants } }
  }

  return {
    enrich,
    associate,
    show,
    /** A contact that was there before, with these identifiers. */
    addContact: (...identifiers: ReadonlyArray<{ readonly type: "Email" | "Phone"; readonly value: string }>): string =>
      add(identifiers).id,
    contact: (id: string): Contact | undefined => contacts.get(id),
    contacts: (): ReadonlyArray<Contact> => [...contacts.values()],
    /** The next associations are accepted and never done. */
    ignoreAssociations: (count: number): void => {
      ignored += count
    },
  }
}
export type ContactApi = ReturnType<typeof makeContactApi>
