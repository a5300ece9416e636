import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"
import { asAdministrator } from "./SalesforceAdministrator.ts"

let centre: Centre
const opened = async (...[orgs = {}, settings = {}]: Parameters<typeof openCentre>) => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" }, ...orgs }, settings)
}
const visit = (id: string, custom: Readonly<Record<string, string>> = {}, minutes = 0) =>
  guideEvent(minutes === 0 ? "Created" : "Updated", minutes, {
    id,
    custom: { email: `${id}@example.com`, ...custom },
  })
const contactOf = (id: string) => centre.salesforce.contacts().find(({ Email }) => Email === `${id}@example.com`)
const referenceIn = (id: string) => centre.genesys.interaction(id)?.attributes.custom["resolvedCustomerId"]
/** Logins aside. */
const callsTo = (org: "genesys" | "salesforce") =>
  centre[org].calls().filter(({ path }) => !path.endsWith("/token")).length

/** Kith's clock; the vendors have their own. */
const later = (() => {
  const { now } = Date
  let ahead = 0
  return (seconds: number) => {
    ahead += seconds * 1000
    vi.spyOn(Date, "now").mockImplementation(() => now() + ahead)
  }
})()
/** Whoever waits has been delivered so often again, and went back to the queue. */
const comesBack = async (times = 3) => {
  const before = centre.store.attempts()
  await eventually(() => expect(centre.store.attempts()).toBeGreaterThan(before + times))
}

describe("A vendor that asks for more patience than anybody has in hand", () => {
  beforeAll(() => opened())
  afterAll(async () => {
    vi.restoreAllMocks()
    await centre.close()
  })

  it.each(["salesforce", "genesys"] as const)(
    "is not called before its time, however often the message comes: %s, 90 seconds",
    async (org) => {
      const written = () => (org === "salesforce" ? contactOf(`wait-${org}`) : referenceIn(`wait-${org}`))
      const before = callsTo(org)
      centre[org].trouble.failNext(429, 1, 90)
      await centre.post(visit(`wait-${org}`))
      await eventually(() => expect(callsTo(org)).toBe(before + 1))
      await comesBack()
      later(60)
      await comesBack()
      expect([callsTo(org), written()]).toEqual([before + 1, undefined])
      later(31)
      await centre.settled()
      expect(written()).toBeDefined()
      expect(await centre.deadLetters()).toEqual([])
    },
  )

  it("is not believed for a whole day: Genesys is asked again after five minutes", async () => {
    const before = callsTo("genesys")
    centre.genesys.trouble.failNext(429, 1, 86_400)
    await centre.post(visit("day"))
    await eventually(() => expect(callsTo("genesys")).toBe(before + 1))
    // Only then Kith has heard the answer, too: the five minutes begin with that.
    await comesBack()
    later(270)
    await comesBack()
    expect(callsTo("genesys")).toBe(before + 1)
    later(31)
    await centre.settled()
    expect(referenceIn("day")).toBeDefined()
  })
})

describe("A login host that is down", () => {
  beforeAll(() => opened())
  afterAll(() => centre.close())

  it.each(["salesforce", "genesys"] as const)(
    "of %s keeps nobody who has a token; once that is over, messages wait, and the other vendor's do not",
    async (org) => {
      await centre.hears(visit(`has-${org}`))
      centre[org].trouble.loginDown(true)
      await centre.hears(visit(`has-${org}`, { customerTier: "Gold" }, 1))
      centre[org].trouble.expireSessions()
      await centre.post(visit(`has-${org}`, { customerTier: "Platinum" }, 2))
      const tiers = () => [
        contactOf(`has-${org}`)?.["Customer_Tier__c"],
        centre.genesys.interaction(`has-${org}`)?.attributes.custom["customerTier"],
      ]
      const expected = org === "salesforce" ? ["Gold", "Platinum"] : ["Platinum", "Gold"]
      await eventually(() => expect(tiers()).toEqual(expected))
      await comesBack()
      expect(tiers()).toEqual(expected)
      centre[org].trouble.loginDown(false)
      await centre.settled()
      expect(tiers()).toEqual(["Platinum", "Platinum"])
      expect(await centre.deadLetters()).toEqual([])
    },
  )
})

describe("Two who write one contact at once", () => {
  beforeAll(() => opened({ salesforce: { lockMillis: 120 } }))
  afterAll(() => centre.close())

  it("both get their change in, though the row is locked again and again", async () => {
    await centre.hears(visit("contended"))
    const id = String(contactOf("contended")?.Id)
    const isWriting = { for: true }
    let written = 0
    const other = (async () => {
      const integration = asAdministrator(centre.salesforce.url)
      while (isWriting.for) if (await integration.update(id, { Title: `Change ${written + 1}` })) written += 1
    })()
    await centre.post(visit("contended", { customerTier: "Gold" }, 1))
    await eventually(async () => expect((await centre.vendorCalls()).join()).toContain("UNABLE_TO_LOCK_ROW"))
    isWriting.for = false
    await other
    await centre.settled()
    expect(contactOf("contended")).toMatchObject({ Customer_Tier__c: "Gold", Title: `Change ${written}` })
    expect(await centre.deadLetters()).toEqual([])
  })
})

describe("A ServiceNow user whose password has expired", () => {
  beforeAll(() => opened({ servicenow: {} }))
  afterAll(() => centre.close())

  it("is an administrator's to mend: its records wait, Salesforce's do not, and nothing is given up", async () => {
    const { servicenow } = centre
    if (servicenow === undefined) throw new Error("the centre was opened with ServiceNow")
    const inServiceNow = (id: string) => servicenow.contacts().filter(({ email }) => email === `${id}@example.com`)
    servicenow.trouble.lockUser(true)
    await centre.post(visit("locked"))
    await eventually(() => expect(contactOf("locked")).toBeDefined())
    await eventually(() => expect(servicenow.calls().at(-1)).toMatchObject({ status: 401 }))
    await comesBack()
    expect(inServiceNow("locked")).toEqual([])
    servicenow.trouble.lockUser(false)
    await centre.settled()
    expect(inServiceNow("locked")).toHaveLength(1)
    expect(await centre.deadLetters()).toEqual([])
  })
})

describe("A day of which four fifths of Salesforce's calls are used up", () => {
  beforeAll(async () => {
    await opened({}, { CRM_READ: "all" })
    await centre.settled()
  })
  afterAll(() => centre.close())

  it("has the last ones kept for customers: what can wait for tomorrow is not read", async () => {
    const read = () => centre.store.counter("crm-sync.records-read")
    const startsAgain = async () => {
      const runs = centre.store.counter("crm-sync.reads")
      await centre.restart()
      await eventually(() => expect(centre.store.counter("crm-sync.reads")).toBeGreaterThan(runs))
      await centre.settled()
    }
    const before = read()
    centre.salesforce.seed(Array.from({ length: 420 }, (_, i) => ({ LastName: `Earlier ${i}`, Title: "none" })))
    centre.salesforce.trouble.useQuota(13_000)
    await startsAgain()
    // The first page told how the day stands.
    expect(read() - before).toBe(400)
    await centre.hears(visit("scarce"))
    expect(contactOf("scarce")).toBeDefined()
    centre.salesforce.trouble.useQuota(0)
    await startsAgain()
    expect(read() - before).toBeGreaterThanOrEqual(420)
  })
})
