import { createServer } from "node:net"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"

let centre: Centre
const visit = (id: string, custom: Readonly<Record<string, string>>, minutes = 0) =>
  guideEvent(minutes === 0 ? "Created" : "Updated", minutes, { id, custom })
const opened = async (settings: Readonly<Record<string, string>> = {}) => {
  centre = await openCentre(
    { genesys: { unknownInteractions: "adopt", allowedPerMinute: 10_000 }, servicenow: {} },
    settings,
  )
}
const serviceNow = () => {
  if (centre.servicenow === undefined) throw new Error("the centre was opened with ServiceNow")
  return centre.servicenow
}
const inSalesforce = (email: string) => centre.salesforce.contacts().filter(({ Email }) => Email === email)
const inServiceNow = (email: string) =>
  serviceNow()
    .contacts()
    .filter((record) => record["email"] === email)

describe("Several CRMs", () => {
  beforeAll(() => opened())
  afterAll(() => centre.close())

  it("each get every customer once, and every change", async () => {
    await centre.hears(visit("ada", { email: "ada@example.com", customerTier: "Gold" }))
    await centre.hears(visit("ada", { email: "ada@example.com", customerTier: "Platinum" }, 1))
    expect(inSalesforce("ada@example.com")).toMatchObject([{ Customer_Tier__c: "Platinum" }])
    expect(inServiceNow("ada@example.com")).toMatchObject([
      { u_customer_tier: "Platinum", u_kith_id: await centre.customerIn("ada") },
    ])
  })

  it("learn of a merge, each in its own way", async () => {
    await centre.hears(visit("m-1", { email: "merge@example.com" }), visit("m-2", { phone: "+12025550143" }))
    await centre.hears(visit("m-3", { email: "merge@example.com", phone: "+12025550143" }))
    const survivor = await centre.customerIn("m-3")
    const records = serviceNow().contacts()
    const heir = records.find(({ u_kith_id: id }) => id === survivor)
    expect(records.filter(({ u_kith_merged_into: into }) => into === heir?.sys_id)).toHaveLength(1)
    const contacts = centre.salesforce.contacts()
    expect(contacts.filter(({ Kith_Merged_Into__c: into }) => into === survivor)).toHaveLength(1)
  })

  it("forget, each of them", async () => {
    const { erasureId } = (await centre.ask("POST /erasures", { email: "ada@example.com" })).body
    await centre.settled()
    const erasure = (await centre.ask(`GET /erasures/${erasureId}`)).body
    expect(erasure["systems"]).toEqual(
      expect.arrayContaining(
        ["salesforce", "servicenow"].map((name) => expect.objectContaining({ name, status: "done" })),
      ),
    )
    expect([...inSalesforce("ada@example.com"), ...inServiceNow("ada@example.com")]).toEqual([])
  })

  it("with a row that one could not transform has it kept for replay, and the other one written", async () => {
    serviceNow().trouble.failTransforms(1)
    await centre.hears(visit("row", { email: "row@example.com" }))
    const [kept] = await centre.deadLetters()
    expect(kept).toMatchObject({ reason: "VendorRefused" })
    expect(inSalesforce("row@example.com")).toHaveLength(1)
    await centre.replay(String(kept?.id))
    await centre.settled()
    expect(inServiceNow("row@example.com")).toHaveLength(1)
  })

  it("with a lost answer of one has nothing twice", async () => {
    serviceNow().trouble.loseNextResponse(2)
    await centre.hears(visit("lost", { email: "lost@example.com" }))
    expect([inServiceNow("lost@example.com").length, inSalesforce("lost@example.com").length]).toEqual([1, 1])
  })
})

describe.each(["salesforce", "servicenow"] as const)("While %s is", (dead) => {
  const people = Array.from({ length: 40 }, (_, i) => `iso${i}@example.com`)
  beforeAll(() => opened())
  afterAll(() => centre.close())

  const alive = () => (dead === "salesforce" ? serviceNow() : centre.salesforce)
  const ailing = () => (dead === "salesforce" ? centre.salesforce : serviceNow())
  const trouble = () => ailing().trouble
  const has = (email: string) => (dead === "salesforce" ? inServiceNow(email) : inSalesforce(email)).length
  const hasLater = (email: string) => (dead === "salesforce" ? inSalesforce(email) : inServiceNow(email)).length
  const all = (count: (email: string) => number, tag: string) => people.map((email) => count(`${tag}.${email}`))
  const once = people.map(() => 1)

  it.each(["down", "slow"] as const)(
    "%s, the other one gets everybody, with as many calls as without it",
    async (how) => {
      if (how === "down") trouble().down(true)
      else trouble().latency(4000)
      const before = alive().calls().length
      const asked = ailing().calls().length
      await Promise.all(people.map((email, i) => centre.post(visit(`${how}-${i}`, { email: `${how}.${email}` }))))
      await eventually(() => expect(all(has, how)).toEqual(once))
      const needed = alive().calls().length - before
      // ServiceNow has a call for each; Salesforce one for many. None is made again for the other's sake.
      expect(needed).toBeLessThanOrEqual(dead === "salesforce" ? people.length : 12)
      expect(all(hasLater, how)).not.toEqual(once)
      // It is asked now and then whether it is back, and not for everybody.
      expect(ailing().calls().length - asked).toBeLessThan(people.length)
      trouble().down(false)
      trouble().latency(0)
      await centre.settled()
      expect(all(hasLater, how)).toEqual(once)
      expect(alive().calls().length - before).toBe(needed)
    },
  )
})

/** A port of loopback on which nobody listens. */
const closedPort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

describe("While nobody listens where Neo4j should be", () => {
  const subscription = "identity-resolved-to-crm-sync"
  const people = Array.from({ length: 40 }, (_, i) => `graph${i}@example.com`)
  const alone = people.slice(0, 5)
  afterEach(() => centre.close())

  const startWith = async (crms: string) => {
    const graph = { NEO4J_URL: `bolt://127.0.0.1:${await closedPort()}`, NEO4J_USER: "neo4j", NEO4J_PASSWORD: "secret" }
    await opened({ CRM_SINKS: crms, ...graph })
  }
  const haveOnce = (emails: ReadonlyArray<string>) =>
    eventually(() =>
      expect(emails.map((email) => [inSalesforce(email).length, inServiceNow(email).length])).toEqual(
        emails.map(() => [1, 1]),
      ),
    )
  const calls = () => [centre.salesforce.calls().length, serviceNow().calls().length]
  /** What the ledger says of the writes to it: claimed, and never done. */
  const inTheGraph = () =>
    centre.store
      .ids("effects")
      .filter((id) => id.startsWith("neo4j:"))
      .map((id) => JSON.parse(centre.store.body("effects", id)).status)
  /** One after the other, so that no call is shared and the number says something. */
  const callsForEachAlone = async (crms: string) => {
    await startWith(crms)
    for (const [i, email] of alone.entries()) {
      await centre.post(visit(`alone-${i}`, { email }))
      await haveOnce([email])
    }
    return calls()
  }

  it("the others are called exactly as often as without it", async () => {
    const without = await callsForEachAlone("salesforce,servicenow")
    await centre.settled()
    await centre.close()
    expect(await callsForEachAlone("salesforce,servicenow,neo4j")).toEqual(without)
    expect(centre.store.queued(subscription)).toBe(alone.length)
  })

  it("the others get everybody of a crowd, and its own work waits with nobody given up", async () => {
    await startWith("salesforce,servicenow,neo4j")
    await Promise.all(people.map((email, i) => centre.post(visit(`crowd-${i}`, { email }))))
    await haveOnce(people)
    const needed = calls()
    expect(needed[0]).toBeLessThanOrEqual(12)
    await eventually(async () => expect(await centre.ledger()).toMatchObject({ applied: people.length, pending: 0 }))
    expect(centre.store.queued(subscription)).toBe(people.length)
    expect(centre.store.queued()).toBe(people.length)
    await centre.restart()
    await haveOnce(people)
    expect(centre.store.queued(subscription)).toBe(people.length)
    expect(calls()).toEqual(needed)
    expect([...new Set(inTheGraph())]).toEqual(["none"])
    expect(await centre.deadLetters()).toEqual([])
  })
})

describe("ServiceNow's table itself", () => {
  beforeAll(() => opened({ SERVICENOW_MODE: "table" }))
  afterAll(() => centre.close())

  it("has one record for a customer, found by the correlation id", async () => {
    await centre.hears(visit("t", { email: "t@example.com" }))
    await centre.hears(visit("t", { email: "t@example.com", firstName: "Tom" }, 1))
    expect(inServiceNow("t@example.com")).toMatchObject([
      { first_name: "Tom", correlation_id: await centre.customerIn("t") },
    ])
  })
})

describe("ServiceNow's rate limit", () => {
  afterAll(() => centre.close())

  it("makes it wait for its hour, and nobody else", async () => {
    let now = Date.now()
    centre = await openCentre({
      genesys: { unknownInteractions: "adopt" },
      servicenow: { hourlyLimit: 1, now: () => now },
    })
    await centre.hears(visit("r-0", { email: "r0@example.com" }))
    await centre.post(visit("r-1", { email: "r1@example.com" }))
    await eventually(() => expect(serviceNow().calls().at(-1)).toMatchObject({ status: 429 }))
    await eventually(() => expect(inSalesforce("r1@example.com")).toHaveLength(1))
    now += 3_600_000
    const asked = serviceNow().calls().length
    expect(asked).toBeLessThanOrEqual(4)
    // Kith's own clock has not moved: its patience is an hour too. A restart asks again.
    await centre.restart()
    await centre.settled()
    expect(inServiceNow("r1@example.com")).toHaveLength(1)
  })
})
