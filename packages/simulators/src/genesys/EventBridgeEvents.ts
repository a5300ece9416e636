import { randomUUID } from "node:crypto"
import type { Conversation, Participant } from "./Conversations.ts"

export type EventBridgeTopic = "customer.start" | "attributes" | "customer.end"

/** A Genesys event in the envelope of Amazon EventBridge. */
export interface EventBridgeEvent {
  readonly version: "0"
  readonly id: string
  readonly "detail-type": `v2.detail.events.conversation.{id}.${EventBridgeTopic}`
  readonly source: string
  readonly account: string
  /** ISO 8601, whole seconds. */
  readonly time: string
  readonly region: string
  readonly resources: ReadonlyArray<string>
  readonly detail: {
    readonly topicName: string
    readonly version: "2"
    readonly eventBody: Readonly<Record<string, unknown>>
    readonly metadata: { readonly CorrelationId: string }
    readonly timestamp: string
  }
}

const organisation = "0d5e2c1a-6a3b-4c7f-9e21-5b8f3d4a7c60"

/** The event that the participant's present state raises, at `at` (epoch milliseconds). */
export const eventBridgeEvent = (
  topic: EventBridgeTopic,
  conversation: Conversation,
  participant: Participant,
  at: number,
): EventBridgeEvent => {
  const iso = new Date(at).toISOString()
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": `v2.detail.events.conversation.{id}.${topic}`,
    source: `aws.partner/genesys.com/cloud/${organisation}/simulator`,
    account: "123456789012",
    time: `${iso.slice(0, 19)}Z`,
    region: "eu-west-1",
    resources: [],
    detail: {
      topicName: `v2.detail.events.conversation.${conversation.id}.${topic}`,
      version: "2",
      eventBody: {
        eventTime: at,
        conversationId: conversation.id,
        participantId: participant.id,
        ...bodies[topic](conversation, participant),
        ...(conversation.externalContactId !== undefined && {
          conversationExternalContactIds: [conversation.externalContactId],
        }),
      },
      metadata: { CorrelationId: randomUUID() },
      timestamp: iso,
    },
  }
}

const session = (conversation: Conversation, participant: Participant) => {
  const { mediaType, messageType, direction, externalContactId } = conversation
  const { sessionId, ani, dnis, addressFrom, addressTo } = participant
  const provider = mediaType === "VOICE" ? "Edge" : "PureCloud Messaging"
  // Absent fields are absent, as on the wire.
  const optional = { messageType, externalContactId, ani, dnis, addressFrom, addressTo }
  const present = Object.entries(optional).filter(([, value]) => value !== undefined)
  return { sessionId, mediaType, provider, direction, ...Object.fromEntries(present) }
}

const bodies: Record<EventBridgeTopic, (conversation: Conversation, participant: Participant) => object> = {
  "customer.start": session,
  // Neither address nor session at the top: who needs them joins on conversation and participant.
  attributes: ({ mediaType }, { attributes, sessionId }) => ({
    attributes: Object.fromEntries([...attributes].map(([name, value]) => [name, String(value)])),
    communications: [{ id: sessionId, mediaType }],
  }),
  "customer.end": (conversation, participant) => ({
    ...session(conversation, participant),
    disconnectType: "PEER",
    interactingDurationMs: Math.max(0, (conversation.endedAt ?? conversation.startedAt) - conversation.startedAt),
  }),
}
