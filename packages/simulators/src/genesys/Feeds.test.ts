import { createHmac } from "node:crypto"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type GenesysOrg, startGenesysOrg } from "../GenesysOrg.ts"
import { notificationFrame, triggerFlat, triggerJson } from "./Envelope.ts"
import { openMessage, signedWith } from "./OpenMessages.ts"

const now = Date.parse("2026-01-05T10:00:00.000Z")
let org: GenesysOrg
beforeEach(async () => {
  const client = { clientId: "kith", clientSecret: "secret" }
  org = await startGenesysOrg({ ...client, unknownInteractions: "refuse", now: () => now })
})
afterEach(() => org.stop())

const call = () => {
  org.openConversation({
    id: "c-1",
    participantId: "p-1",
    mediaType: "VOICE",
    ani: "tel:+12025550143",
    attributes: { a: 1 },
  })
  return org.eventBridgeEvent("customer.start", "c-1")
}

describe("an event by other ways", () => {
  it("is the envelope's detail without its timestamp on a socket", () => {
    const event = call()
    expect(notificationFrame(event)).toEqual({
      topicName: "v2.detail.events.conversation.c-1.customer.start",
      version: "2",
      eventBody: event.detail.eventBody,
      metadata: event.detail.metadata,
    })
  })

  it("is its body in a workflow, the topic beside it: whole, or flat, quoted and with what was not filled in", () => {
    call()
    const event = org.eventBridgeEvent("attributes", "c-1")
    expect(triggerJson(event)).toEqual({
      topic: "v2.detail.events.conversation.{id}.attributes",
      body: event.detail.eventBody,
    })
    const { body } = triggerFlat(event)
    expect(body).toMatchObject({ conversationId: "c-1", eventTime: String(now), ani: `\${input.ani}` })
    expect(body).not.toHaveProperty("attributes")
    expect(Object.values(body).every((value) => typeof value === "string")).toBe(true)
  })
})

describe("external contacts", () => {
  it("are told of on the conversation they are associated with", () => {
    call()
    org.associateContact("c-1", "contact-1")
    const { eventBody } = org.eventBridgeEvent("contact", "c-1").detail
    expect(eventBody).toMatchObject({ externalContactId: "contact-1", conversationExternalContactIds: ["contact-1"] })
  })

  it("say of a merge where they went, or what they took in", () => {
    org.mergeContacts("gone", "kept")
    const operation = { sourceContactId: "gone", targetContactId: "kept", resultingContactId: "kept" }
    const [gone, kept] = ["gone", "kept"].map((id) => org.contactEvent(id).detail.eventBody)
    expect(gone).toMatchObject({ mergedTo: "kept", canonicalContactId: "kept", mergeOperation: operation })
    expect(kept).toMatchObject({ mergedFrom: ["gone"], canonicalContactId: "kept", mergeSet: ["kept", "gone"] })
    expect(() => org.mergeContacts("kept", "gone")).toThrow()
  })
})

describe("a visit", () => {
  it("tells its cookie, network and browser, and its conversation once there is one", () => {
    const { id } = org.openVisit({ id: "s-1", customerId: "cookie-1", ipAddress: "203.0.113.7", fingerprint: "fp-1" })
    const { eventBody } = org.visitEvent(id).detail
    expect(eventBody).toMatchObject({
      id: "s-1",
      customerId: "cookie-1",
      customerIdType: "cookie",
      ipAddress: "203.0.113.7",
      browser: { fingerprint: "fp-1" },
    })
    expect(eventBody).not.toHaveProperty("conversation")
    expect(org.visitEvent(id, "c-1").detail.eventBody).toMatchObject({ conversation: { id: "c-1" } })
  })

  it("is named by the conversation that came out of it", () => {
    org.openConversation({ id: "c-2", mediaType: "MESSAGE", messageType: "WEBMESSAGING", journeySessionId: "s-1" })
    const { eventBody } = org.eventBridgeEvent("customer.start", "c-2").detail
    expect(eventBody).toMatchObject({ journeyContext: { sessionId: "s-1" } })
  })
})

describe("an open message", () => {
  const customer = { id: "+12025550143", idType: "Phone" } as const

  it("has its customer on the side it comes from, or goes to", () => {
    expect(openMessage("Inbound", customer, now).channel.from).toEqual(customer)
    expect(openMessage("Outbound", customer, now).channel.to).toEqual(customer)
  })

  it("is signed over its bytes, in base64", () => {
    const body = JSON.stringify(openMessage("Inbound", customer, now))
    const expected = createHmac("sha256", "a long secret of theirs").update(Buffer.from(body)).digest("base64")
    expect(signedWith("a long secret of theirs", body)).toEqual({ "x-hub-signature-256": `sha256=${expected}` })
  })
})
