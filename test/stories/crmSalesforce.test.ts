import { generateKeyPairSync } from "node:crypto"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"
import { clientOfOrgs } from "./Orgs.ts"
import { asAdministrator } from "./SalesforceAdministrator.ts"

let centre: Centre
const opened = async (...options: Parameters<typeof openCentre>) => {
  const [orgs = {}, settings] = options
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" }, ...orgs }, settings)
}
const contactsWith = (field: string, value: string) =>
  centre.salesforce.contacts().filter((contact) => contact[field] === value)
const visit = (id: string, custom: Readonly<Record<string, string>>, minutes = 0) =>
  guideEvent(minutes === 0 ? "Created" : "Updated", minutes, { id, custom })

describe("An org full of earlier contacts", () => {
  const people = Array.from({ length: 300 }, (_, i) => ({
    email: `person${i}@example.com`,
    phone: `+1202555${String(1000 + i)}`,
    national: `(202) 555-${1000 + i}`,
  }))
  beforeAll(async () => {
    // Genesys' own limit is another story.
    await opened({ genesys: { unknownInteractions: "adopt", allowedPerMinute: 10_000 } })
    centre.salesforce.seed(
      people.map(({ email, national }, i) => ({
        LastName: `Earlier ${i}`,
        // Half of them gave one, in capitals; the others only a number, as people write it.
        ...(i % 2 === 0 ? { Email: email.toUpperCase() } : { MobilePhone: national }),
      })),
    )
  })
  afterAll(() => centre.close())

  // How few calls that takes depends on the machine here; `storm.test.ts` holds it on virtual time.
  it("gets not one duplicate of them when all come at once", async () => {
    await Promise.all(
      people.map(({ email, phone }, i) => centre.post(visit(`all-${i}`, i % 2 === 0 ? { email } : { phone }))),
    )
    await centre.settled()
    const contacts = centre.salesforce.contacts()
    expect(contacts).toHaveLength(people.length)
    expect(contacts.filter(({ Kith_Id__c: id }) => id === undefined)).toEqual([])
    expect(new Set(contacts.map(({ Kith_Id__c: id }) => id)).size).toBe(people.length)
    expect(contacts.map(({ LastName }) => LastName).sort()).toEqual(people.map((_, i) => `Earlier ${i}`).sort())
  })

  it("teaches the graph what it knew: who gives a name there is known by it here", async () => {
    const { customerId, ...profile } = await centre.search({ email: "person0@example.com" })
    expect(profile).toMatchObject({ found: true, lastName: "Earlier 0", lastInteractionId: "all-0" })
    const [contact] = contactsWith("Kith_Id__c", String(customerId))
    expect(await centre.search({ crm: { namespace: "salesforce", id: String(contact?.Id) } })).toMatchObject({
      customerId,
    })
  })

  it("takes a stranger for nobody of them", async () => {
    await centre.hears(visit("stranger", { email: "stranger@example.com" }))
    expect(contactsWith("Email", "stranger@example.com")).toHaveLength(1)
    expect(centre.salesforce.contacts()).toHaveLength(people.length + 1)
  })
})

describe("A customer whom the org has twice", () => {
  beforeAll(() => opened())
  afterAll(() => centre.close())

  it("is parked for somebody to decide, and adopted by the replay when that is done", async () => {
    const [keep, , drop] = centre.salesforce.seed([
      { LastName: "Moss", Email: "moss@example.com" },
      { LastName: "Other" },
      { LastName: "Moss", Email: "moss@example.com" },
    ])
    await centre.hears(visit("moss", { email: "moss@example.com" }))
    const parked = await eventually(async () => {
      const [one] = await centre.deadLetters()
      expect(one).toMatchObject({ reason: "SeveralMatches", detail: expect.stringContaining(String(drop)) })
      return one
    })
    expect(centre.salesforce.contacts()).toHaveLength(3)
    await asAdministrator(centre.salesforce.url).remove(String(drop))
    await centre.replay(String(parked?.id))
    await centre.settled()
    expect(contactsWith("Email", "moss@example.com")).toMatchObject([
      { Id: keep, Kith_Id__c: await centre.customerIn("moss"), LastName: "Moss" },
    ])
  })
})

describe("The org's duplicate rule", () => {
  beforeAll(() => opened({ salesforce: { duplicateRule: ["LastName"] } }))
  afterAll(() => centre.close())

  it("names the contact that a customer is, where no identifier did", async () => {
    const [id] = centre.salesforce.seed([{ LastName: "Quill" }])
    await centre.hears(visit("quill", { email: "quill@example.com", lastName: "Quill" }))
    expect(centre.salesforce.contacts()).toMatchObject([
      { Id: id, Email: "quill@example.com", Kith_Id__c: await centre.customerIn("quill") },
    ])
  })

  it("parks whom it finds twice", async () => {
    centre.salesforce.seed([{ LastName: "Reed" }, { LastName: "Reed" }])
    await centre.hears(visit("reed", { email: "reed@example.com", lastName: "Reed" }))
    expect((await centre.deadLetters()).map(({ reason }) => reason)).toEqual(["SeveralMatches"])
    expect(contactsWith("Email", "reed@example.com")).toEqual([])
  })
})

describe("An org whose field for our id is not unique", () => {
  beforeAll(() => opened({ salesforce: { externalIdIsUnique: false } }))
  afterAll(() => centre.close())

  it("answers with both who bear one id, so neither is written until somebody has decided", async () => {
    await centre.hears(visit("heir", { email: "heir@example.com" }), visit("twin", { phone: "+12025550166" }))
    const ids = [await centre.customerIn("heir"), await centre.customerIn("twin")]
    const copies = centre.salesforce.seed(ids.map((id) => ({ LastName: "Copy", Kith_Id__c: id })))
    await centre.hears(visit("both", { email: "heir@example.com", phone: "+12025550166" }))
    const heir = await centre.customerIn("both")
    const copy = copies[ids.findIndex((id) => id !== heir)] ?? ""
    const [parked] = await centre.deadLetters()
    expect(parked).toMatchObject({ reason: "SeveralMatches", detail: expect.stringContaining(copy) })
    expect(centre.salesforce.calls().map(({ status }) => status)).toContain(300)
    const marked = () => centre.salesforce.contacts().filter(({ Kith_Merged_Into__c: into }) => into === heir)
    expect(marked()).toEqual([])
    await asAdministrator(centre.salesforce.url).remove(copy)
    await centre.replay(String(parked?.id))
    await centre.settled()
    expect(marked()).toHaveLength(1)
  })
})

describe("A customer who turns out to have been in the org already", () => {
  beforeAll(() => opened())
  afterAll(() => centre.close())

  it("is written once more under our id, which stays unique, and the earlier contact says whose it is", async () => {
    await centre.hears(visit("late", { email: "late@example.com" }))
    const customerId = await centre.customerIn("late")
    const [earlier = ""] = centre.salesforce.seed([{ LastName: "Earlier" }])
    await centre.hears(visit("late", { email: "late@example.com", salesforceContactId: earlier }, 1))
    expect(await centre.customerIn("late")).toBe(customerId)
    expect(centre.salesforce.contacts().map(({ Id, Kith_Id__c: id }) => [Id === earlier, id ?? null])).toEqual([
      [false, customerId],
      [true, null],
    ])
    expect(contactsWith("Id", earlier)).toMatchObject([{ LastName: "Earlier", Kith_Merged_Into__c: customerId }])
    const bodies = await centre.vendorCalls()
    expect(bodies.filter((text) => text.includes("DUPLICATE_VALUE"))).toHaveLength(1)
    expect(await centre.deadLetters()).toEqual([])
  })
})

describe("Somebody of whom nothing is known", () => {
  beforeAll(() => opened())
  afterAll(() => centre.close())

  it("stays out of the org until an identifier is, and then has the last name that Salesforce demands", async () => {
    const anonymous = { id: "nobody", type: "voice", address: "anonymous" }
    await centre.hears(guideEvent("Created", 0, anonymous))
    expect(centre.salesforce.contacts()).toEqual([])
    await centre.hears(guideEvent("Updated", 1, { ...anonymous, custom: { email: "somebody@example.com" } }))
    expect(centre.salesforce.contacts()).toMatchObject([
      { Email: "somebody@example.com", LastName: expect.any(String) },
    ])
  })
})

describe("A bad day of the org", () => {
  beforeAll(() => opened())
  afterAll(() => centre.close())
  const writesOf = (name: string) => contactsWith("Email", `${name}@example.com`)

  it("with answers that get lost after the write applies nothing twice", async () => {
    centre.salesforce.trouble.loseNextResponse(2)
    await centre.hears(visit("lost", { email: "lost@example.com", customerTier: "Gold" }))
    expect(centre.salesforce.calls().filter(({ answerLost }) => answerLost)).toHaveLength(2)
    expect(writesOf("lost")).toMatchObject([{ Customer_Tier__c: "Gold" }])
  })

  it("with a batch that it writes by half and then fails leaves each one written once", async () => {
    const names = Array.from({ length: 30 }, (_, i) => `half${i}`)
    centre.salesforce.trouble.writeHalf(2)
    await Promise.all(names.map((name) => centre.post(visit(name, { email: `${name}@example.com` }))))
    await centre.settled()
    expect(names.map((name) => writesOf(name).length)).toEqual(names.map(() => 1))
  })

  it("with rows that somebody has locked is waited for", async () => {
    centre.salesforce.trouble.lockRows(true)
    await centre.post(visit("lost", { email: "lost@example.com", customerTier: "Platinum" }, 1))
    const asked = centre.salesforce.calls().length
    await eventually(() => expect(centre.salesforce.calls().length).toBeGreaterThan(asked + 5))
    expect(writesOf("lost")).toMatchObject([{ Customer_Tier__c: "Gold" }])
    centre.salesforce.trouble.lockRows(false)
    await centre.settled()
    expect(writesOf("lost")).toMatchObject([{ Customer_Tier__c: "Platinum" }])
  })

  it.each([429, 500, 502])("with %i for an answer is asked again", async (status) => {
    centre.salesforce.trouble.failNext(status, 4)
    await centre.hears(visit(`s-${status}`, { email: `s${status}@example.com` }))
    expect(writesOf(`s${status}`)).toHaveLength(1)
  })

  it("with no calls left waits until there are, and gives nothing up", async () => {
    centre.salesforce.trouble.useQuota(15_000)
    await centre.post(visit("quota", { email: "quota@example.com" }))
    await eventually(() => expect(centre.salesforce.calls().at(-1)).toMatchObject({ status: 403 }))
    const refused = centre.salesforce.calls().filter(({ status }) => status === 403).length
    expect(refused).toBeLessThanOrEqual(2)
    centre.salesforce.trouble.useQuota(0)
    await centre.settled()
    expect(writesOf("quota")).toHaveLength(1)
    expect(await centre.deadLetters()).toEqual([])
  })
})

describe("A mapping of the org's own", () => {
  const file = join(mkdtempSync(join(tmpdir(), "kith-mapping-")), "mapping.json")
  const fields = [
    { field: "Email", from: ["email"], longest: 80 },
    { field: "OtherPhone", from: ["phone"], longest: 40 },
    { field: "LastName", from: ["trait:lastName"], longest: 80 },
  ]
  const reparent = [{ object: "Case", field: "ContactId" }]
  beforeAll(async () => {
    writeFileSync(file, JSON.stringify({ fields, who: "everybody", unknownLastName: "?", reparent }))
    await opened({}, { SALESFORCE_MAPPING: file })
  })
  afterAll(() => centre.close())

  it("says which field holds what, lets strangers in, and what they are called", async () => {
    await centre.hears(guideEvent("Created", 0, { id: "anon", type: "voice", address: "anonymous" }))
    expect(centre.salesforce.contacts()).toMatchObject([{ LastName: "?", Kith_Id__c: await centre.customerIn("anon") }])
    await centre.hears(visit("known", { phone: "+12025550143" }))
    expect(contactsWith("OtherPhone", "+12025550143")).toHaveLength(1)
  })

  it("turns the cases of a merged customer over to the heir", async () => {
    await centre.hears(visit("heir", { email: "heir@example.com" }), visit("former", { phone: "+12025550177" }))
    const [former] = contactsWith("OtherPhone", "+12025550177")
    const [heir] = contactsWith("Email", "heir@example.com")
    centre.salesforce.children.add("Case", { ContactId: String(former?.Id), Subject: "Broken" })
    await centre.hears(visit("both", { email: "heir@example.com", phone: "+12025550177" }))
    const survivor = await centre.customerIn("both")
    const [own, other] = heir?.["Kith_Id__c"] === survivor ? [heir, former] : [former, heir]
    expect(contactsWith("Id", String(other?.Id))).toMatchObject([{ Kith_Merged_Into__c: survivor }])
    if (other === former) expect(centre.salesforce.children.rows("Case")).toMatchObject([{ ContactId: own?.Id }])
  })
})

describe("A connected app with a certificate", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  })
  const username = "kith@example.org"
  afterAll(() => centre.close())

  it("signs us in without a secret", async () => {
    const settings = { SALESFORCE_JWT_KEY: privateKey, SALESFORCE_USERNAME: username, SALESFORCE_CLIENT_SECRET: "" }
    await opened({ salesforce: { ...clientOfOrgs, clientSecret: "another", jwt: { username, publicKey } } }, settings)
    await centre.hears(visit("jwt", { email: "jwt@example.com" }))
    expect(contactsWith("Email", "jwt@example.com")).toHaveLength(1)
  })
})
