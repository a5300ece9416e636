import { createHash } from "node:crypto"

/** A conversation as the Genesys org has it before anybody writes to it. */
export interface Conversation {
  readonly id: string
  readonly mediaType: string
  readonly messageType?: string
  readonly direction?: "INBOUND" | "OUTBOUND"
  readonly participantId: string
}

/** What is posted to the webhook. */
export interface Payload {
  readonly dialect: "guide" | "EventBridge"
  /** As the sender calls the event. */
  readonly event: string
  /** None where the body is no event of a conversation. */
  readonly conversation?: Conversation
  readonly ends?: true
  /** @param time epoch milliseconds at which it happened. */
  readonly body: (time: number) => string
}

type Attributes = Readonly<Record<string, unknown>>

const participantOf = (id: string) => `${id}-customer`

/** A body as it came, word for word. */
export const verbatim = (event: string, text: string, conversation?: Conversation): Payload => ({
  dialect: "guide",
  event,
  body: () => text,
  ...(conversation !== undefined && { conversation }),
})

/** A conversation that speaks the guide's dialect. @param from the customer's address on the channel. */
export const guide = (id: string, type: "webchat" | "voice" | "email", from?: string) => {
  const conversation = {
    id,
    mediaType: type === "webchat" ? "CHAT" : type.toUpperCase(),
    participantId: participantOf(id),
  }
  const channel = { id: `${id}-channel`, type, direction: "INBOUND", address: { id: from, label: from } }
  const says = (event: string, custom: Attributes = {}, linkedTo: ReadonlyArray<string> = []): Payload => ({
    dialect: "guide",
    event: `Interaction.${event}`,
    conversation,
    ...(event === "Ended" && { ends: true }),
    body: (time) =>
      JSON.stringify({
        eventType: `Interaction.${event}`,
        eventTime: new Date(time).toISOString(),
        interaction: {
          id,
          type,
          state: event === "Ended" ? "ENDED" : "ACTIVE",
          attributes: { custom },
          channels: from === undefined ? [] : [channel],
          ...(linkedTo.length > 0 && { linkedInteractionIds: linkedTo }),
        },
      }),
  })
  return {
    conversation,
    created: (custom?: Attributes) => says("Created", custom),
    started: (custom?: Attributes) => says("Started", custom),
    updated: (custom: Attributes) => says("Updated", custom),
    linked: (parent: string) => says("Linked", {}, [parent]),
    ended: () => says("Ended"),
    says,
  }
}

interface Session {
  readonly mediaType: "VOICE" | "MESSAGE" | "EMAIL" | "CALLBACK"
  readonly messageType?: "SMS" | "WHATSAPP"
  readonly direction?: "INBOUND" | "OUTBOUND"
  readonly ani?: string
  readonly dnis?: string
  readonly addressFrom?: string
  readonly addressTo?: string
  readonly callbackNumbers?: ReadonlyArray<string>
}

/** A conversation that speaks Genesys Cloud's own dialect, in Amazon EventBridge's envelope. */
export const eventBridge = (id: string, session: Session) => {
  const { mediaType, messageType, direction = "INBOUND" } = session
  const participantId = participantOf(id)
  const says = (topic: string, details: object): Payload => ({
    dialect: "EventBridge",
    event: topic,
    conversation: { id, mediaType, direction, participantId, ...(messageType && { messageType }) },
    ...(topic === "customer.end" && { ends: true }),
    body: (time) =>
      JSON.stringify({
        version: "0",
        id: eventId(topic, id, time),
        "detail-type": `v2.detail.events.conversation.{id}.${topic}`,
        source: "aws.partner/genesys.com/cloud/demo",
        time: new Date(time).toISOString(),
        detail: {
          topicName: `v2.detail.events.conversation.${id}.${topic}`,
          version: "2",
          eventBody: { eventTime: time, conversationId: id, participantId, ...details },
        },
      }),
  })
  return {
    start: () => says("customer.start", { ...session, direction }),
    attributes: (attributes: Attributes) => says("attributes", { attributes }),
    end: () => says("customer.end", { ...session, direction, disconnectType: "PEER" }),
    says,
  }
}

/** The sender's id of an event: what is sent twice has it twice. */
const eventId = (...parts: ReadonlyArray<string | number>): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32)
