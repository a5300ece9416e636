import { subscriptions } from "@kith/core/pipeline"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"
import { asAdministrator } from "./SalesforceAdministrator.ts"

let centre: Centre
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" }, salesforce: { externalIdIsUnique: false } })
})
afterAll(() => centre.close())

const attemptsOf = (topic: string, service: string) =>
  subscriptions.find((one) => one.topic === topic && one.service === service)?.maxDeliveryAttempts

const waiting = async () => (await centre.deadLetters()).filter(({ state }) => state === "waiting")

describe("An event that cannot be resolved", () => {
  const broken = { component: "", body: "" }

  it("is given up after the stated attempts, and listed with its reason", async () => {
    await centre.hears(guideEvent("Created", 0, { id: "well-1", custom: { email: "carl@example.com" } }))
    const [component = ""] = centre.store.ids("components")
    Object.assign(broken, { component, body: centre.store.overwrite("components", component, '{"schema":1}') })

    const another = guideEvent("Created", 1, { id: "ill-1", custom: { email: "carl@example.com" } })
    expect(await centre.post(another)).toMatchObject({ status: 202 })
    await eventually(async () => expect(await waiting()).toHaveLength(1))
    expect(await waiting()).toMatchObject([
      {
        origin: { topic: "interaction-opened", subscription: "interaction-opened-to-resolver" },
        reason: "AttemptsExhausted",
        attributes: {
          CloudPubSubDeadLetterSourceDeliveryCount: String(attemptsOf("interaction-opened", "resolver")),
        },
      },
    ])
    expect(await centre.settled()).toMatchObject({ accepted: 2, applied: 1, deadLettered: 1 })
    expect(await centre.interaction("ill-1")).toMatchObject({ status: "pending" })
  })

  it("disturbs nobody else", async () => {
    await centre.hears(guideEvent("Created", 2, { id: "well-2", custom: { email: "dora@example.com" } }))
    expect(await centre.interaction("well-2")).toMatchObject({ status: "resolved" })
  })

  it("is applied when it is replayed after the fix, and the ledger moves with it", async () => {
    centre.store.overwrite("components", broken.component, broken.body)
    const [{ id } = { id: "" }] = await waiting()
    expect(await centre.replay(id)).toMatchObject({ status: 200 })
    expect(await centre.settled()).toMatchObject({ accepted: 3, applied: 3, deadLettered: 0 })
    const { customerId } = await centre.search({ email: "carl@example.com" })
    expect(await centre.interaction("ill-1")).toMatchObject({ status: "resolved", customerId })
    expect(await waiting()).toEqual([])
  })

  it("waits again when it is replayed before the fix", async () => {
    const before = await centre.settled()
    for (const id of centre.store.ids("components")) centre.store.overwrite("components", id, "{}")
    await centre.post(guideEvent("Created", 3, { id: "ill-2", custom: { email: "carl@example.com" } }))
    await eventually(async () => expect(await waiting()).toHaveLength(1))
    const [{ id } = { id: "" }] = await waiting()
    expect(await centre.replay(id)).toMatchObject({ status: 200, body: { state: "replayed" } })
    await eventually(async () => expect(await waiting()).toMatchObject([{ id }]))
    const { accepted, deadLettered } = await centre.settled()
    expect([accepted, deadLettered]).toEqual([before.accepted + 1, before.deadLettered + 1])
  })
})

describe("A change that the CRM will never take", () => {
  it("is given up at once, with what the CRM said and without whom it is about", async () => {
    const { length } = await waiting()
    centre.salesforce.trouble.down(true)
    const custom = { email: "emil@example.com", customerTier: "Gold" }
    await centre.post(guideEvent("Created", 10, { id: "crm-1", custom }))
    await eventually(async () => expect(await centre.search({ email: custom.email })).toMatchObject({ found: true }))
    const { customerId } = await centre.search({ email: custom.email })
    // Before it was written, two have its id, in an org whose external id is not unique.
    const copy = { LastName: "Copy", Kith_Id__c: String(customerId) }
    centre.salesforce.seed([copy, copy])
    centre.salesforce.trouble.down(false)
    await eventually(async () => expect(await waiting()).toHaveLength(length + 1))
    const refused = (await waiting()).find(({ reason }) => reason === "SeveralMatches")
    expect(refused).toMatchObject({
      origin: { subscription: "identity-resolved-to-crm-sync" },
      detail: expect.stringContaining("several records"),
      data: { customerId },
    })
    expect(JSON.stringify(refused)).not.toMatch(/emil/i)
  })

  it("does not keep the write-back from Genesys", async () => {
    await eventually(() =>
      expect(centre.genesys.interaction("crm-1")?.attributes.custom).toMatchObject({ customerTier: "Gold" }),
    )
    expect(centre.salesforce.contacts().some(({ Customer_Tier__c: tier }) => tier === "Gold")).toBe(false)
  })

  it("is applied when it is replayed after the copy is gone", async () => {
    const { customerId } = await centre.search({ email: "emil@example.com" })
    const copy = centre.salesforce.contacts().find(({ LastName }) => LastName === "Copy")
    await asAdministrator(centre.salesforce.url).remove(copy?.Id ?? "")
    const refused = (await waiting()).find(({ reason }) => reason === "SeveralMatches")
    expect(await centre.replay(refused?.id ?? "")).toMatchObject({ status: 200 })
    await eventually(() =>
      expect(centre.salesforce.contacts().filter(({ Kith_Id__c: id }) => id === customerId)).toMatchObject([
        { Email: "emil@example.com", Customer_Tier__c: "Gold" },
      ]),
    )
  })
})
