import { type Conversation, customerOf } from "./Conversations.ts"

export type GuideEventType = `Interaction.${"Created" | "Started" | "Updated" | "Linked" | "Ended"}`

/** The guide's interaction object; alone it is the guide's bare payload. */
export interface GuideInteraction {
  readonly id: string
  readonly type: string
  readonly state: "ACTIVE" | "ENDED"
  readonly attributes: { readonly custom: Readonly<Record<string, string | number | boolean>> }
  readonly channels: ReadonlyArray<{
    readonly id: string
    readonly type: string
    readonly direction: string
    readonly address: { readonly id: string; readonly label: string }
  }>
  readonly linkedInteractionIds?: ReadonlyArray<string>
}

export interface GuideEvent {
  readonly eventType: GuideEventType
  /** ISO 8601. */
  readonly eventTime: string
  readonly interaction: GuideInteraction
}

/** The event as the guide's stream would send it for the conversation's present state, at `at` (epoch milliseconds). */
export const guideEvent = (eventType: GuideEventType, conversation: Conversation, at: number): GuideEvent => ({
  eventType,
  eventTime: new Date(at).toISOString(),
  interaction: guideInteraction(conversation),
})

export const guideInteraction = (conversation: Conversation): GuideInteraction => {
  const type = guideType(conversation)
  return {
    id: conversation.id,
    type,
    state: conversation.endedAt === undefined ? "ACTIVE" : "ENDED",
    attributes: { custom: Object.fromEntries(customerOf(conversation)?.attributes ?? []) },
    channels: conversation.participants.flatMap((participant) => {
      if (participant.purpose !== "customer") return []
      const { ani, dnis, addressFrom, addressTo } = participant
      const address = conversation.direction === "INBOUND" ? (ani ?? addressFrom) : (dnis ?? addressTo)
      if (address === undefined) return []
      const named = { id: address, label: address }
      return [{ id: participant.sessionId, type, direction: conversation.direction, address: named }]
    }),
    ...(conversation.linkedTo.length > 0 && { linkedInteractionIds: [...conversation.linkedTo] }),
  }
}

const guideType = ({ mediaType, messageType }: Conversation): string => {
  if (mediaType === "CHAT" || messageType === "WEBMESSAGING") return "webchat"
  if (mediaType === "MESSAGE" && messageType === "SMS") return "sms"
  return mediaType.toLowerCase()
}
