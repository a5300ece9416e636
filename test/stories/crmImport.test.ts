import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"

let centre: Centre
let ids: ReadonlyArray<string>
/** A start reads what has changed at once; then the timer does. */
const readAgain = async () => {
  const runs = centre.store.counter("crm-sync.reads")
  await centre.restart()
  await eventually(() => expect(centre.store.counter("crm-sync.reads")).toBeGreaterThan(runs))
  return centre.settled()
}
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } }, { CRM_READ: "all" })
  await centre.settled()
  ids = centre.salesforce.seed([
    { LastName: "Vane", FirstName: "Vera", Email: "Vera@Example.com", Customer_Tier__c: "Gold" },
    { LastName: "Wolfe", MobilePhone: "(202) 555-0143", Phone: "not given" },
    { LastName: "Unknown", Email: "info@example.com" },
    { LastName: "Xu", Email: "xu@example.com" },
    { LastName: "Xu", Email: "xu.old@example.com" },
  ])
  await readAgain()
})
afterAll(() => centre.close())

describe("The import of a CRM that was there before", () => {
  it("makes its contacts known, by every identifier and trait that is mapped", async () => {
    const vera = { found: true, firstName: "Vera", lastName: "Vane", customerTier: "Gold" }
    expect(await centre.search({ email: "vera@example.com" })).toMatchObject(vera)
    expect(await centre.search({ crm: { namespace: "salesforce", id: String(ids[0]) } })).toMatchObject(vera)
    expect(await centre.search({ phone: "+12025550143" })).toMatchObject({ found: true, lastName: "Wolfe" })
    expect(await centre.ledger()).toMatchObject({ accepted: 5, applied: 5, balanced: true })
  })

  it("is nobody's last interaction, and leaves none open", async () => {
    expect(await centre.search({ email: "vera@example.com" })).not.toHaveProperty("lastInteractionId")
    expect(centre.genesys.calls()).toEqual([])
  })

  it("makes no contact of its own, and takes a role's mailbox and the word for no name for nothing", async () => {
    expect(centre.salesforce.contacts()).toHaveLength(5)
    expect(await centre.search({ email: "info@example.com" })).toEqual({ found: false })
    const nameless = await centre.search({ crm: { namespace: "salesforce", id: String(ids[2]) } })
    expect(nameless).toMatchObject({ found: true })
    expect(nameless).not.toHaveProperty("lastName")
  })

  it("greets whom the CRM knew, with the CRM's tier, and writes into the contact that was there", async () => {
    await centre.hears(guideEvent("Created", 0, { id: "vera", custom: { email: "vera@example.com" } }))
    expect(centre.genesys.interaction("vera")?.attributes.custom).toMatchObject({ customerTier: "Gold" })
    expect(centre.salesforce.contacts()).toHaveLength(5)
    const contact = centre.salesforce.contacts().find(({ Id }) => Id === ids[0])
    expect(contact).toMatchObject({ Kith_Id__c: await centre.customerIn("vera"), Last_Interaction_Id__c: "vera" })
  })
})

describe("The refresh", () => {
  it("brings a tier that an agent changed in the CRM to the conversation that is open", async () => {
    centre.salesforce.edit(String(ids[0]), { Customer_Tier__c: "Platinum" })
    await readAgain()
    expect(centre.genesys.interaction("vera")?.attributes.custom).toMatchObject({ customerTier: "Platinum" })
  })

  it("finds nothing new in what we wrote ourselves, however often it runs", async () => {
    // Whose contact names them by nothing.
    await centre.hears(guideEvent("Created", 0, { id: "ola", custom: { servicenow_id: "0a".repeat(16) } }))
    await readAgain()
    const before = { crm: centre.salesforce.contacts(), genesys: centre.genesys.calls().length }
    await readAgain()
    await readAgain()
    expect(centre.salesforce.contacts()).toEqual(before.crm)
    expect(centre.genesys.calls()).toHaveLength(before.genesys)
    const holders = centre.salesforce.contacts().map(({ Kith_Id__c: id }) => id)
    expect(holders).toContain(await centre.customerIn("ola"))
  })

  it("follows a merge in the CRM of contacts that nobody had talked to", async () => {
    const [keep, lose] = centre.salesforce.seed([
      { LastName: "Yin", Email: "yin@example.com" },
      { LastName: "Yin", Email: "yin.old@example.com" },
    ])
    centre.salesforce.merge(String(keep), String(lose))
    await readAgain()
    const { customerId } = await centre.search({ email: "yin@example.com" })
    expect(await centre.search({ email: "yin.old@example.com" })).toMatchObject({ found: true, customerId })
  })

  it("loses none of many that changed at once, however many pages they are", async () => {
    const before = centre.store.counter("crm-sync.records-read")
    centre.salesforce.seed(Array.from({ length: 1000 }, (_, i) => ({ LastName: `Page ${i}`, Title: "no identifier" })))
    await readAgain()
    expect(centre.store.counter("crm-sync.records-read") - before).toBeGreaterThanOrEqual(1000)
  })

  it("brings nobody back who was forgotten", async () => {
    const { erasureId } = (await centre.ask("POST /erasures", { email: "xu@example.com" })).body
    expect(erasureId).toBeDefined()
    await centre.settled()
    centre.salesforce.seed([{ LastName: "Xu", Email: "xu@example.com" }])
    await readAgain()
    expect(await centre.search({ email: "xu@example.com" })).not.toMatchObject({ found: true })
    expect(centre.store.mentions("xu@example.com")).toBe(false)
  })
})
