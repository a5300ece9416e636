import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"

let centre: Centre
const opened = async (settings: Readonly<Record<string, string>>) => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } }, settings)
}
const visit = (id: string, custom: Readonly<Record<string, string>>, minutes = 0) =>
  guideEvent(minutes === 0 ? "Created" : "Updated", minutes, { id, custom })
const contactOf = (email: string) => {
  const [contact] = centre.salesforce.contacts().filter(({ Email }) => Email === email)
  return String(contact?.Id)
}
const found = async (by: Readonly<Record<string, unknown>>) => (await centre.search(by))["customerId"]
const inCrm = (id: string) => found({ crm: { namespace: "salesforce", id } })

/** A start reads what has changed in the CRM at once. */
const readAgain = async () => {
  const runs = centre.store.counter("crm-sync.reads")
  await centre.restart()
  await eventually(() => expect(centre.store.counter("crm-sync.reads")).toBeGreaterThan(runs))
  return centre.settled()
}

describe("Two customers whom the graph knows, merged in the CRM", () => {
  let keep: string
  beforeAll(async () => {
    await opened({ CRM_READ: "all" })
    await centre.settled()
  })
  afterAll(() => centre.close())

  it("are one customer once that is read, under both of the CRM's ids, and answer as one", async () => {
    await centre.hears(visit("ines", { email: "ines@example.com" }), visit("ines-2", { email: "i.moor@example.com" }))
    const former = [await centre.customerIn("ines"), await centre.customerIn("ines-2")]
    expect(former[0]).not.toBe(former[1])
    keep = contactOf("ines@example.com")
    const lose = contactOf("i.moor@example.com")
    // Both are told as the org's own records first, so that either has an id of the CRM's: two people, so far.
    await readAgain()
    expect(await inCrm(keep)).not.toBe(await inCrm(lose))
    centre.salesforce.merge(keep, lose)
    await readAgain()
    const customerId = await inCrm(keep)
    expect(former).toContain(customerId)
    expect(await inCrm(lose)).toBe(customerId)
    expect(await found({ email: "i.moor@example.com" })).toBe(customerId)
    expect(await Promise.all(former.map(async (id) => (await centre.profile(id))["customerId"]))).toEqual([
      customerId,
      customerId,
    ])
  })

  it("are written into the contact that is left, and no other is made", async () => {
    const before = centre.salesforce.contacts().length
    await centre.hears(visit("ines-2", { email: "i.moor@example.com", customerTier: "Gold" }, 1))
    expect(centre.salesforce.contacts()).toHaveLength(before)
    expect(centre.salesforce.contacts().find(({ Id }) => Id === keep)).toMatchObject({
      Customer_Tier__c: "Gold",
      Kith_Id__c: await inCrm(keep),
    })
  })

  it("say why they are one", async () => {
    const explained = await centre.ask("POST /explanations", {
      a: { email: "ines@example.com" },
      b: { email: "i.moor@example.com" },
    })
    expect(JSON.stringify(explained.body)).toContain("The CRM itself made one of")
  })

  it("come apart again when somebody who knows better says so", async () => {
    const order = { a: { email: "ines@example.com" }, b: { email: "i.moor@example.com" } }
    expect((await centre.ask("POST /bans", order)).status).toBe(200)
    await centre.settled()
    expect(await found({ email: "ines@example.com" })).not.toBe(await found({ email: "i.moor@example.com" }))
    expect((await centre.ask("POST /bans", { ...order, lift: true })).status).toBe(200)
    await centre.settled()
    expect(await found({ email: "ines@example.com" })).toBe(await found({ email: "i.moor@example.com" }))
  })

  it("are one however the org's ids come in later, also in a flow that still has the old one", async () => {
    const [master = "", loser = ""] = centre.salesforce.seed([
      { LastName: "Jung", Email: "jung@example.com" },
      { LastName: "Jung", Email: "jung.old@example.com" },
    ])
    centre.salesforce.merge(master, loser)
    await readAgain()
    await centre.hears(visit("jung", { salesforceContactId: loser }))
    expect(await centre.customerIn("jung")).toBe(await inCrm(master))
  })
})

describe("A number that three of the CRM's contacts have", () => {
  beforeAll(async () => {
    await opened({ CRM_READ: "all" })
    await centre.settled()
  })
  afterAll(() => centre.close())

  it("is several people's until the CRM says that they are one: then it is that customer's again", async () => {
    const ids = centre.salesforce.seed(
      [1, 2, 3].map((n) => ({ LastName: "Kerr", Email: `kerr${n}@example.com`, Phone: "(202) 555-0123" })),
    )
    await readAgain()
    await centre.hears(guideEvent("Created", 0, { id: "kerr-1", type: "voice", address: "+12025550123" }))
    expect(await centre.interaction("kerr-1")).not.toMatchObject({ resolutionTier: 1 })
    for (const loser of ids.slice(1)) centre.salesforce.merge(String(ids[0]), String(loser))
    await readAgain()
    await centre.hears(guideEvent("Created", 1, { id: "kerr-2", type: "voice", address: "+12025550123" }))
    expect(await centre.interaction("kerr-2")).toMatchObject({
      resolutionTier: 1,
      customerId: await inCrm(String(ids[0])),
    })
  })
})

describe("A merge in a CRM that is not read", () => {
  beforeAll(() => opened({}))
  afterAll(() => centre.close())

  it("is found out when the contact that is gone is written, and the two are one: nobody is made anew", async () => {
    await centre.hears(
      visit("lena", { email: "lena@example.com", lastName: "Lind" }),
      visit("lena-2", { email: "l.lind@example.com", lastName: "Lind" }),
    )
    const [keep, lose] = [contactOf("lena@example.com"), contactOf("l.lind@example.com")]
    centre.salesforce.merge(keep, lose)
    await centre.hears(visit("lena-2", { email: "l.lind@example.com", lastName: "Lind", customerTier: "Gold" }, 1))
    expect(await centre.customerIn("lena-2")).toBe(await found({ email: "lena@example.com" }))
    expect(centre.salesforce.contacts()).toMatchObject([{ Id: keep, Customer_Tier__c: "Gold" }])
    expect(await centre.deadLetters()).toEqual([])
  })

  it("into a contact that was nobody's yet is written there", async () => {
    await centre.hears(visit("marc", { email: "marc@example.com" }))
    const [master = ""] = centre.salesforce.seed([{ LastName: "Marsh", Email: "m.marsh@example.com" }])
    centre.salesforce.merge(master, contactOf("marc@example.com"))
    await centre.hears(visit("marc", { email: "marc@example.com", customerTier: "Gold" }, 1))
    expect(centre.salesforce.contacts().filter(({ LastName }) => LastName !== "Lind")).toMatchObject([
      { Id: master, LastName: "Marsh", Customer_Tier__c: "Gold", Kith_Id__c: await centre.customerIn("marc") },
    ])
  })
})
