/** Payloads to begin with, as their senders post them. Nobody in them is anybody. */

interface Sample {
  readonly says: string
  readonly body: unknown
}

const chat = {
  id: "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
  type: "webchat",
  state: "ACTIVE",
  attributes: { custom: { visitorId: "uuid-anon-123", email: "john.doe@example.com" } },
  channels: [
    {
      id: "chan-123",
      type: "webchat",
      direction: "INBOUND",
      address: { id: "john.doe@example.com", label: "john.doe@example.com" },
    },
  ],
}

const call = {
  id: "11111111-2222-4333-8444-555555555555",
  "detail-type": "v2.detail.events.conversation.{id}.customer.start",
  source: "aws.partner/genesys.com/cloud/example/kith",
  time: "2026-11-23T10:00:00Z",
  detail: {
    topicName: "v2.detail.events.conversation.7c1d0a52-0000-4000-8000-00000000a001.customer.start",
    version: "2",
    timestamp: "2026-11-23T10:00:00.000Z",
    eventBody: {
      eventTime: 1_795_428_000_000,
      conversationId: "7c1d0a52-0000-4000-8000-00000000a001",
      participantId: "7c1d0a52-0000-4000-8000-00000000b001",
      sessionId: "7c1d0a52-0000-4000-8000-00000000c001",
      mediaType: "VOICE",
      provider: "Edge",
      direction: "INBOUND",
      ani: "tel:+12025550143",
      dnis: "tel:+18005550199",
    },
  },
}

const message = {
  id: "open-messaging-example",
  channel: {
    platform: "Open",
    type: "Private",
    messageId: "example-1",
    to: { id: "integration-1" },
    from: { id: "ana.lima@example.com", idType: "Email", nickname: "Ana" },
    time: "2026-11-23T10:00:00Z",
  },
  type: "Text",
  text: "Hello",
  direction: "Inbound",
}

const linked = {
  eventType: "Interaction.Linked",
  eventTime: "2026-11-23T10:05:00Z",
  interaction: {
    id: "call-after-chat",
    type: "voice",
    state: "ACTIVE",
    linkedInteractionIds: ["a1b2c3d4-e5f6-7890-abcd-ef1234567890"],
    channels: [{ id: "c", type: "voice", direction: "INBOUND", address: { id: "+1 (212) 555-0143" } }],
  },
}

export const samples: ReadonlyArray<Sample> = [
  { says: "A web chat (Interaction.Stream)", body: chat },
  { says: "A call that continues the chat (Interaction.Linked)", body: linked },
  { says: "A call (Amazon EventBridge)", body: call },
  { says: "A message (Open Messaging)", body: message },
  { says: "Something that is no event", body: { id: "x", attributes: 3 } },
]
