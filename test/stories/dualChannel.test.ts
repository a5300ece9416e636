import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"

let centre: Centre
beforeAll(async () => {
  centre = await openCentre()
})
afterAll(() => centre.close())

const writtenTo = (id: string) => centre.genesys.interaction(id)?.attributes.custom ?? {}

describe("A web chat that is escalated to a call", () => {
  /** The org's own conversations: the chat names its customer, the call has nothing but its parent. */
  const escalate = (chat: string, call: string, email: string) => {
    const { genesys } = centre
    genesys.openConversation({ id: chat, mediaType: "CHAT", attributes: { email } })
    genesys.openConversation({ id: call, mediaType: "VOICE", ani: "anonymous", linkedTo: [chat] })
    return {
      chat: genesys.guideEvent("Interaction.Created", chat),
      call: genesys.guideEvent("Interaction.Created", call),
      link: genesys.guideEvent("Interaction.Linked", call),
    }
  }

  it("stays the same customer's when the chat was seen first", async () => {
    const { chat, link } = escalate("chat-1", "call-1", "ines@example.com")
    await centre.hears(chat)
    const { customerId } = await centre.search({ email: "ines@example.com" })
    await centre.hears(link)
    expect(await centre.interaction("call-1")).toMatchObject({ status: "resolved", customerId })
    expect(writtenTo("call-1")["resolvedCustomerId"]).toBe(customerId)
  })

  it("becomes the same customer's when the call was seen first, and its former id still answers", async () => {
    const { chat, link } = escalate("chat-2", "call-2", "omar@example.com")
    await centre.hears(link)
    const stranger = await centre.customerIn("call-2")
    await centre.hears(chat)
    const { customerId } = await centre.search({ email: "omar@example.com" })
    expect(await centre.interaction("call-2")).toMatchObject({ status: "resolved", customerId })
    expect(writtenTo("call-2")["resolvedCustomerId"]).toBe(customerId)
    expect(await centre.profile(stranger)).toMatchObject({ found: true, customerId })
  })

  it("says why: the call is this customer's because it continues the chat", async () => {
    const { because } = await centre.interaction("call-1")
    expect(because).toContainEqual(expect.objectContaining({ kind: "interaction" }))
  })

  it("makes one contact of the two", () => {
    const emails = centre.salesforce.contacts().map(({ Email }) => Email)
    expect(emails.sort()).toEqual(["ines@example.com", "omar@example.com"])
  })

  it("stays somebody unknown when it is linked to nothing", async () => {
    centre.genesys.openConversation({ id: "call-3", mediaType: "VOICE", ani: "anonymous" })
    await centre.hears(centre.genesys.guideEvent("Interaction.Created", "call-3"))
    expect(await centre.interaction("call-3")).toMatchObject({ status: "resolved", resolutionTier: 3 })
    expect(await centre.customerIn("call-3")).not.toBe(await centre.customerIn("call-1"))
  })
})

describe("In Genesys' own dialect", () => {
  const participantOf = (id: string) => centre.genesys.interaction(id)?.participants[0]

  it("a caller is known by the number, and the participant gets text under a prefix of ours", async () => {
    centre.genesys.openConversation({ id: "gc-1", mediaType: "VOICE", ani: "tel:+32470123456" })
    await centre.hears(centre.genesys.eventBridgeEvent("customer.start", "gc-1"))
    const { customerId, profileVersion } = await centre.search({ phone: "+32 470 12 34 56" })
    const { confidence } = await centre.interaction("gc-1")
    expect(participantOf("gc-1")?.attributes).toEqual({
      kith_resolvedCustomerId: customerId,
      kith_identityConfidence: String(confidence),
      kith_profileVersion: String(profileVersion),
      kith_profileUrl: `https://kith.example.org/profiles/${customerId}`,
    })
  })

  it("attributes that a flow sets join the caller with an email", async () => {
    centre.genesys.setAttributes("gc-1", { "context.email": "lea@example.com", customerTier: "Gold" })
    await centre.hears(centre.genesys.eventBridgeEvent("attributes", "gc-1"))
    expect(await centre.search({ email: "lea@example.com" })).toEqual(await centre.search({ phone: "+32470123456" }))
    expect(participantOf("gc-1")?.attributes).toMatchObject({ kith_customerTier: "Gold", customerTier: "Gold" })
  })

  it("the echo of what we wrote changes nothing", async () => {
    const before = { profile: await centre.search({ email: "lea@example.com" }), calls: centre.callsMade() }
    await centre.hears(centre.genesys.eventBridgeEvent("attributes", "gc-1"))
    expect(await centre.search({ email: "lea@example.com" })).toEqual(before.profile)
    expect(centre.callsMade()).toEqual(before.calls)
  })

  it("the customer of an outbound call is who is called, not the centre", async () => {
    const [centreNumber, customer] = ["tel:+12125550100", "tel:+12025550143"]
    const call = { mediaType: "VOICE", direction: "OUTBOUND", ani: centreNumber } as const
    centre.genesys.openConversation({ ...call, id: "out-1", dnis: customer })
    centre.genesys.openConversation({ ...call, id: "out-2", dnis: "tel:+12025550199" })
    await centre.hears(
      centre.genesys.eventBridgeEvent("customer.start", "out-1"),
      centre.genesys.eventBridgeEvent("customer.start", "out-2"),
    )
    const { customerId } = await centre.search({ phone: "+12025550143" })
    expect(await centre.interaction("out-1")).toMatchObject({ customerId })
    expect(await centre.customerIn("out-2")).not.toBe(customerId)
    expect(await centre.search({ phone: "+12125550100" })).toEqual({ found: false })
  })

  it("nothing is written to a conversation after its end", async () => {
    centre.genesys.endConversation("gc-1")
    await centre.hears(centre.genesys.eventBridgeEvent("customer.end", "gc-1"))
    const before = centre.callsMade().genesys
    await centre.hears(guideEvent("Created", 0, { id: "unopened", custom: { email: "lea@example.com" } }))
    const later = centre.genesys.calls().slice(before)
    expect(later.filter(({ path }) => path.includes("gc-1"))).toEqual([])
    expect(participantOf("gc-1")?.late).toEqual([])
  })
})
