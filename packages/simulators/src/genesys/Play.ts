import {
  type AttributeValue,
  type Conversation,
  type Conversations,
  customerOf,
  type Joining,
  type Opening,
  type Participant,
  participant,
  writeAttributes,
} from "./Conversations.ts"
import type { EventBridgeEvent } from "./Envelope.ts"
import { type EventBridgeTopic, eventBridgeEvent } from "./EventBridgeEvents.ts"
import { makeExternalContacts } from "./ExternalContacts.ts"
import { type GuideEvent, type GuideEventType, guideEvent } from "./GuideEvents.ts"
import { makeJourneySessions, type Visit } from "./JourneySessions.ts"

/** Playing the org: what customers, flows and agents do in it, and what its event feeds say. Unknown ids throw. */
export interface Play {
  readonly openConversation: (opening: Opening) => Conversation
  readonly joinConversation: (id: string, joining: Joining) => Participant
  /** What a flow, a web form or an agent sets inside the org; on the customer unless another participant is named. */
  readonly setAttributes: (
    id: string,
    attributes: Readonly<Record<string, AttributeValue>>,
    participantId?: string,
  ) => void
  readonly linkConversation: (id: string, linkedTo: string) => void
  readonly endConversation: (id: string, at?: number) => void
  readonly associateContact: (id: string, externalContactId: string) => void
  /** The second stays; the first says where it went. */
  readonly mergeContacts: (source: string, target: string) => void
  readonly openVisit: (visiting: Partial<Visit>) => Visit
  /** What the feed would say of the present state; its time is that of the start, the last change, or the end. */
  readonly guideEvent: (eventType: GuideEventType, id: string) => GuideEvent
  readonly eventBridgeEvent: (topic: EventBridgeTopic, id: string, participantId?: string) => EventBridgeEvent
  readonly contactEvent: (externalContactId: string) => EventBridgeEvent
  readonly visitEvent: (id: string, conversationId?: string) => EventBridgeEvent
}

export const makePlay = (conversations: Conversations, now: () => number): Play => {
  const known = (id: string): Conversation => {
    const conversation = conversations.find(id)
    if (conversation === undefined) throw new Error("the org has no such conversation")
    return conversation
  }
  const contacts = makeExternalContacts(now)
  const visits = makeJourneySessions(now)
  return {
    openConversation: conversations.open,
    joinConversation: (id, joining) => {
      const joined = participant(joining, now())
      known(id).participants.push(joined)
      return joined
    },
    setAttributes: (id, attributes, participantId) => {
      const changes = new Map(Object.entries(attributes))
      writeAttributes(known(id), participantOf(known(id), participantId), changes, now())
    },
    linkConversation: (id, linkedTo) => {
      known(id).linkedTo.push(linkedTo)
      participantOf(known(id)).changedAt = now()
    },
    endConversation: (id, at) => {
      known(id).endedAt = at ?? now()
    },
    associateContact: (id, externalContactId) => {
      known(id).externalContactId = externalContactId
      participantOf(known(id)).changedAt = now()
    },
    mergeContacts: contacts.merge,
    openVisit: visits.open,
    contactEvent: contacts.event,
    visitEvent: visits.event,
    guideEvent: (eventType, id) =>
      guideEvent(eventType, known(id), timeOf(eventType, known(id), participantOf(known(id)))),
    eventBridgeEvent: (topic, id, participantId) => {
      const about = participantOf(known(id), participantId)
      return eventBridgeEvent(topic, known(id), about, timeOf(topic, known(id), about))
    },
  }
}

const participantOf = (conversation: Conversation, participantId?: string): Participant => {
  const found =
    participantId === undefined
      ? customerOf(conversation)
      : conversation.participants.find(({ id }) => id === participantId)
  if (found === undefined) throw new Error("the conversation has no such participant")
  return found
}

const timeOf = (event: GuideEventType | EventBridgeTopic, conversation: Conversation, about: Participant): number => {
  if (event === "Interaction.Ended" || event === "customer.end") return conversation.endedAt ?? conversation.startedAt
  if (event === "Interaction.Created" || event === "Interaction.Started") return conversation.startedAt
  return event === "customer.start" || event === "user.start" ? about.joinedAt : about.changedAt
}
