import { randomUUID } from "node:crypto"

export type AttributeValue = string | number | boolean

/** Numbers and addresses as an org writes them: `tel:+3227001234`, a mail address, a channel-scoped id. */
export interface Addresses {
  readonly ani?: string
  readonly dnis?: string
  readonly addressFrom?: string
  readonly addressTo?: string
  readonly callbackNumbers?: ReadonlyArray<string>
}

export interface Participant extends Addresses {
  readonly id: string
  readonly sessionId: string
  readonly purpose: "customer" | "agent" | "acd" | "ivr"
  readonly attributes: Map<string, AttributeValue>
  /** Attributes written after the end: visible here, never in the vendor's analytics. */
  readonly late: Set<string>
  readonly joinedAt: number
  changedAt: number
}

export interface Conversation {
  /** Also the guide's interaction id. */
  readonly id: string
  readonly mediaType: string
  readonly messageType?: string
  readonly direction: "INBOUND" | "OUTBOUND"
  externalContactId?: string
  /** The visit to the web site that it came out of. */
  readonly journeySessionId?: string
  readonly startedAt: number
  /** The org never opened it: a write named it first. */
  readonly adopted: boolean
  readonly participants: Array<Participant>
  readonly linkedTo: Array<string>
  endedAt?: number
}

export interface Joining extends Addresses {
  readonly participantId?: string
  readonly sessionId?: string
  readonly purpose?: Participant["purpose"]
  readonly attributes?: Readonly<Record<string, AttributeValue>>
}

/** Times are epoch milliseconds, by default now; ids are made up where none is given. */
export interface Opening extends Joining {
  readonly id?: string
  /** Genesys' word: VOICE, CHAT, MESSAGE, EMAIL, CALLBACK. */
  readonly mediaType: string
  /** With MESSAGE: SMS, WHATSAPP, WEBMESSAGING. */
  readonly messageType?: string
  readonly direction?: "INBOUND" | "OUTBOUND"
  readonly externalContactId?: string
  readonly journeySessionId?: string
  readonly linkedTo?: ReadonlyArray<string>
  readonly at?: number
}

const keptConversations = 100_000

export const makeConversations = (now: () => number) => {
  const conversations = new Map<string, Conversation>()

  const keep = (conversation: Conversation): Conversation => {
    conversations.set(conversation.id, conversation)
    for (const oldest of conversations.keys()) if (conversations.size > keptConversations) conversations.delete(oldest)
    return conversation
  }

  const open = (opening: Opening): Conversation => {
    const startedAt = opening.at ?? now()
    return keep({
      id: opening.id ?? randomUUID(),
      mediaType: opening.mediaType,
      direction: opening.direction ?? "INBOUND",
      startedAt,
      adopted: false,
      participants: [participant(opening, startedAt)],
      linkedTo: [...(opening.linkedTo ?? [])],
      ...(opening.messageType !== undefined && { messageType: opening.messageType }),
      ...(opening.externalContactId !== undefined && { externalContactId: opening.externalContactId }),
      ...(opening.journeySessionId !== undefined && { journeySessionId: opening.journeySessionId }),
    })
  }

  /** One that a write names first; the org keeps it only if the write is good. */
  const adopted = (id: string): Conversation => ({
    id,
    mediaType: "UNKNOWN",
    direction: "INBOUND",
    startedAt: now(),
    adopted: true,
    participants: [],
    linkedTo: [],
  })

  return { open, adopted, keep, find: (id: string) => conversations.get(id), all: () => conversations.values() }
}

export type Conversations = ReturnType<typeof makeConversations>

export const participant = (joining: Joining, at: number): Participant => {
  const { participantId = randomUUID(), sessionId = randomUUID(), purpose = "customer", attributes = {} } = joining
  const { ani, dnis, addressFrom, addressTo, callbackNumbers } = joining
  return {
    id: participantId,
    sessionId,
    purpose,
    attributes: new Map(Object.entries(attributes)),
    late: new Set(),
    joinedAt: at,
    changedAt: at,
    ...(ani !== undefined && { ani }),
    ...(dnis !== undefined && { dnis }),
    ...(addressFrom !== undefined && { addressFrom }),
    ...(addressTo !== undefined && { addressTo }),
    ...(callbackNumbers !== undefined && { callbackNumbers }),
  }
}

export const customerOf = (conversation: Conversation): Participant | undefined =>
  conversation.participants.find(({ purpose }) => purpose === "customer")

/** Merges: names that are not mentioned stay. */
export const writeAttributes = (
  conversation: Conversation,
  to: Participant,
  changes: ReadonlyMap<string, AttributeValue>,
  at: number,
): void => {
  for (const [name, value] of changes) {
    to.attributes.set(name, value)
    if (conversation.endedAt !== undefined) to.late.add(name)
  }
  to.changedAt = at
}

/** What `GET /simulator/interactions/{id}` shows. */
export const shown = (conversation: Conversation) => ({
  interactionId: conversation.id,
  state: conversation.endedAt === undefined ? "ACTIVE" : "ENDED",
  mediaType: conversation.mediaType,
  adopted: conversation.adopted,
  linkedInteractionIds: conversation.linkedTo,
  attributes: { custom: Object.fromEntries(customerOf(conversation)?.attributes ?? []) },
  ...(conversation.externalContactId !== undefined && { externalContactId: conversation.externalContactId }),
  participants: conversation.participants.map(({ id, purpose, attributes, late }) => ({
    id,
    purpose,
    attributes: Object.fromEntries(attributes),
    late: [...late],
  })),
})
export type ShownInteraction = ReturnType<typeof shown>
