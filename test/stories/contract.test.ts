import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent, guidePayload } from "./Events.ts"

let centre: Centre
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } })
})
afterAll(() => centre.close())

describe("The guide's payload", () => {
  it("is accepted, and resolved because of its email", async () => {
    const answer = await centre.post(guidePayload)
    expect(answer).toMatchObject({ status: 202, body: { accepted: true, disposition: "accepted" } })
    await centre.settled()
    expect(await centre.interaction(guidePayload.id)).toMatchObject({
      interactionId: guidePayload.id,
      status: "resolved",
      resolutionTier: 1,
      because: expect.arrayContaining([expect.objectContaining({ kind: "email", sentence: expect.any(String) })]),
      refused: [],
    })
  })

  it("makes a profile that is found by id, by email and by its conversation", async () => {
    const customerId = await centre.customerIn(guidePayload.id)
    const byId = await centre.ask(`GET /profiles/${customerId}`)
    expect(byId.body).toMatchObject({
      found: true,
      customerId,
      resolutionTier: 1,
      email: "john.doe@example.com",
      lastInteractionId: guidePayload.id,
      lastChannel: "webchat",
    })
    expect(await centre.search({ email: " John.Doe@Example.com " })).toEqual(byId.body)
    expect(await centre.search({ conversationId: guidePayload.id })).toEqual(byId.body)
    expect(await centre.search({ email: "jane.doe@example.com" })).toEqual({ found: false })
    const etag = byId.headers.get("etag") ?? ""
    expect((await centre.ask(`GET /profiles/${customerId}`, undefined, { "if-none-match": etag })).status).toBe(304)
  })

  it("brings Genesys a lean reference, and the CRM one contact", async () => {
    const customerId = await centre.customerIn(guidePayload.id)
    const { confidence, profileVersion } = await centre.profile(customerId)
    expect(centre.genesys.interaction(guidePayload.id)?.attributes.custom).toEqual({
      resolvedCustomerId: customerId,
      identityConfidence: confidence,
      profileVersion,
      profileUrl: `https://kith.example.org/profiles/${customerId}`,
    })
    expect(centre.salesforce.contacts()).toEqual([
      expect.objectContaining({
        Kith_Id__c: customerId,
        Kith_Version__c: profileVersion,
        Email: "john.doe@example.com",
        Last_Channel__c: "WebChat",
        Last_Interaction_Id__c: guidePayload.id,
      }),
    ])
    const keys = centre.salesforce.calls().flatMap(({ idempotencyKey }) => idempotencyKey ?? [])
    expect(keys).toEqual([`${guidePayload.id}:${profileVersion}`])
  })

  it("changes nothing when it is posted ten times more, even after a restart", async () => {
    const before = { profile: await centre.search({ email: "john.doe@example.com" }), calls: centre.callsMade() }
    const { accepted, applied, irrelevant } = await centre.ledger()
    await centre.hears(...Array<unknown>(5).fill(guidePayload))
    await centre.restart()
    const ledger = await centre.hears(...Array<unknown>(5).fill(guidePayload))
    expect(await centre.search({ email: "john.doe@example.com" })).toEqual(before.profile)
    expect(centre.callsMade()).toEqual(before.calls)
    // The instance that was restarted had forgotten that it passed the event on.
    expect(ledger).toMatchObject({ accepted: accepted + 10, applied, duplicate: 1, irrelevant: irrelevant + 9 })
  })
})

describe("A customer with a tier", () => {
  it("is greeted by it, and a change of tier reaches Genesys and the CRM", async () => {
    const gold = { id: "tier-1", custom: { email: "grace@example.com", customerTier: "Gold" } }
    await centre.hears(guideEvent("Created", 0, gold))
    expect(centre.genesys.interaction("tier-1")?.attributes.custom).toMatchObject({ customerTier: "Gold" })
    const platinum = { ...gold, custom: { ...gold.custom, customerTier: "Platinum" } }
    await centre.hears(guideEvent("Updated", 1, platinum))
    expect(centre.genesys.interaction("tier-1")?.attributes.custom).toMatchObject({ customerTier: "Platinum" })
    expect(centre.salesforce.contacts()).toContainEqual(
      expect.objectContaining({ Email: "grace@example.com", Customer_Tier__c: "Platinum" }),
    )
  })
})

describe("Two customers who turn out to be one", () => {
  it("answer as the one who was there first, under both ids", async () => {
    await centre.hears(
      guideEvent("Created", 10, { id: "merge-1", custom: { email: "ada@example.com" } }),
      guideEvent("Created", 11, { id: "merge-2", type: "voice", address: "+12025550143" }),
    )
    const [survivor, former] = [await centre.customerIn("merge-1"), await centre.customerIn("merge-2")]
    expect(survivor).not.toBe(former)
    const both = { email: "ada@example.com", phone: "+1 202 555 0143" }
    await centre.hears(guideEvent("Created", 12, { id: "merge-3", custom: both }))

    expect(await centre.customerIn("merge-3")).toBe(survivor)
    const profile = await centre.profile(former)
    expect(profile).toMatchObject({ found: true, customerId: survivor, ...both, phone: "+12025550143" })
    expect(await centre.profile(survivor)).toEqual(profile)
    expect(await centre.search({ phone: "(202) 555-0143" })).toEqual(profile)
  })

  it("are one in Genesys too, and in the CRM the former record says whose it is", async () => {
    const survivor = await centre.customerIn("merge-1")
    for (const id of ["merge-1", "merge-2", "merge-3"]) {
      expect(centre.genesys.interaction(id)?.attributes.custom["resolvedCustomerId"]).toBe(survivor)
    }
    const contacts = centre.salesforce.contacts().filter(({ Phone }) => Phone === "+12025550143")
    expect(
      contacts.map(({ Kith_Id__c: id, Kith_Merged_Into__c: into }) => (id === survivor ? "own" : into)).sort(),
    ).toEqual([survivor, "own"].sort())
  })
})
