import { describe, expect, it } from "vitest"
import { AnalyticsConversation, eventsOf } from "./AnalyticsConversation.ts"

const receipt = { receivedAt: 9, digest: (_: string, text: string) => `digest of ${text}` }
const voice = {
  conversationId: "c-1",
  conversationStart: "2026-01-05T10:00:00.000Z",
  conversationEnd: "2026-01-05T10:05:00.000Z",
  originatingDirection: "inbound",
  participants: [
    {
      participantId: "p-1",
      purpose: "customer",
      externalContactId: "x-1",
      sessions: [
        { sessionId: "s-1", mediaType: "voice", direction: "inbound", ani: "tel:+3227001234", dnis: "tel:+3228005678" },
        {
          sessionId: "s-2",
          mediaType: "voice",
          direction: "outbound",
          ani: "tel:+3228005678",
          dnis: "tel:+3227009999",
        },
      ],
    },
    { participantId: "p-2", purpose: "acd", sessions: [{ mediaType: "voice", direction: "inbound", ani: "tel:+321" }] },
    { participantId: "p-3", purpose: "agent", userId: "u-1", sessions: [{ mediaType: "voice" }] },
  ],
}

const read = (conversation: unknown) => eventsOf(AnalyticsConversation.parse(conversation), receipt)

describe("a conversation of the analytics", () => {
  it("is a start and an end of its customer's part, and nothing of anybody else's", () => {
    expect(read(voice)).toMatchObject([
      {
        kind: "opened",
        dialect: "genesys-analytics",
        interactionId: "c-1",
        participant: { id: "p-1", role: "customer" },
        at: Date.UTC(2026, 0, 5, 10),
        channel: "voice",
        direction: "inbound",
        addresses: [{ name: "voice", value: "tel:+3227001234", source: "ani" }],
        externalContactIds: ["x-1"],
      },
      { kind: "ended", at: Date.UTC(2026, 0, 5, 10, 5) },
    ])
  })

  it("has not ended while it goes on", () => {
    const { conversationEnd: _, ...open } = voice
    expect(read(open).map(({ kind }) => kind)).toEqual(["opened"])
  })

  it("takes the customer's number for an outbound call's", () => {
    const session = { mediaType: "voice", direction: "outbound", ani: "tel:+3228005678", dnis: "tel:+3227001234" }
    const participants = [{ participantId: "p-1", purpose: "external", sessions: [session] }]
    expect(read({ ...voice, participants })[0]?.addresses).toMatchObject([{ value: "tel:+3227001234" }])
  })

  it("has the same keys whenever it is asked for, and others for each part", () => {
    const later = eventsOf(AnalyticsConversation.parse(voice), { ...receipt, receivedAt: 10 })
    const keys = read(voice).map(({ eventKey }) => eventKey)
    expect(later.map(({ eventKey }) => eventKey)).toEqual(keys)
    expect(new Set(keys).size).toBe(2)
  })

  it.each([{ participants: null }, { participants: [] }, { participants: [{ purpose: "new-kind", sessions: null }] }])(
    "tells nothing of a customer where there is none: %j",
    (changes) => {
      expect(read({ ...voice, ...changes })).toEqual([])
    },
  )
})
