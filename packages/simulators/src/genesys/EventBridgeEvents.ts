import type { Conversation, Participant } from "./Conversations.ts"
import { type EventBridgeEvent, enveloped } from "./Envelope.ts"

/** `contact`: an external contact was associated. `user.start`: an agent was connected. */
export type EventBridgeTopic = "customer.start" | "attributes" | "contact" | "customer.end" | "user.start"

/** The event that the participant's present state raises, at `at` (epoch milliseconds). */
export const eventBridgeEvent = (
  topic: EventBridgeTopic,
  conversation: Conversation,
  participant: Participant,
  at: number,
): EventBridgeEvent => {
  const eventBody = {
    eventTime: at,
    conversationId: conversation.id,
    participantId: participant.id,
    ...bodies[topic](conversation, participant),
    ...(conversation.externalContactId !== undefined && {
      conversationExternalContactIds: [conversation.externalContactId],
    }),
  }
  return enveloped(`v2.detail.events.conversation.{id}.${topic}`, conversation.id, eventBody, at)
}

// Absent fields are absent, as on the wire.
const present = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const leg = (conversation: Conversation, participant: Participant) => {
  const { mediaType, messageType, direction } = conversation
  const { sessionId, ani, dnis, addressFrom, addressTo } = participant
  const provider = mediaType === "VOICE" ? "Edge" : "PureCloud Messaging"
  return { sessionId, mediaType, provider, direction, ...present({ messageType, ani, dnis, addressFrom, addressTo }) }
}

const session = (conversation: Conversation, participant: Participant) => ({
  ...leg(conversation, participant),
  ...present({ externalContactId: conversation.externalContactId, callbackNumbers: participant.callbackNumbers }),
})

const bodies: Record<EventBridgeTopic, (conversation: Conversation, participant: Participant) => object> = {
  "customer.start": (conversation, participant) => ({
    ...session(conversation, participant),
    ...(conversation.journeySessionId !== undefined && {
      journeyContext: { sessionId: conversation.journeySessionId, sessionIdType: "web" },
    }),
  }),
  contact: session,
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
  "user.start": (conversation, participant) => ({ ...leg(conversation, participant), userId: participant.id }),
}
