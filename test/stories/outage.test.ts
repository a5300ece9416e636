import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"

let centre: Centre
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } })
})
afterAll(() => centre.close())

const people = ["nora", "paul", "rita"]
const refusals = (org: "genesys" | "salesforce") => centre[org].calls().filter(({ status }) => status === 503).length
const tierIn = (name: string) => centre.genesys.interaction(`out-${name}`)?.attributes.custom["customerTier"]
const tiersInCrm = () => centre.salesforce.contacts().map(({ Customer_Tier__c: tier }) => tier)

const visit = (name: string, minutes: number, customerTier: string) =>
  guideEvent(minutes === 0 ? "Created" : "Updated", minutes, {
    id: `out-${name}`,
    custom: { email: `${name}@example.com`, customerTier },
  })

describe("While the CRM is down", () => {
  it("everybody is greeted as if it were not", async () => {
    await centre.hears(...people.map((name) => visit(name, 0, "Silver")))
    centre.salesforce.trouble.down(true)
    for (const name of people) await centre.post(visit(name, 1, "Gold"))
    await eventually(() => expect(people.map(tierIn)).toEqual(["Gold", "Gold", "Gold"]))
    expect(tiersInCrm()).toEqual(["Silver", "Silver", "Silver"])
    expect(await centre.ledger()).toMatchObject({ accepted: 6, applied: 6, pending: 0, balanced: true })
  })

  it("newcomers and later changes are taken in too", async () => {
    for (const name of people) await centre.post(visit(name, 2, "Platinum"))
    await centre.post(visit("sven", 0, "Gold"))
    await eventually(() => expect([...people, "sven"].map(tierIn)).toEqual([...Array(3).fill("Platinum"), "Gold"]))
  })

  it("it is asked again and again, and twenty attempts later takes the present state, once", async () => {
    await eventually(() => expect(refusals("salesforce")).toBeGreaterThan(20), 50)
    const before = centre.salesforce.calls().length
    centre.salesforce.trouble.down(false)
    await centre.settled()
    expect(tiersInCrm().sort()).toEqual(["Gold", "Platinum", "Platinum", "Platinum"])
    const writes = centre.salesforce
      .calls()
      .slice(before)
      .filter(({ status, method }) => method === "PATCH" && status < 300)
    // Those who come together share a call.
    expect(writes.length).toBeLessThanOrEqual(4)
    expect(await centre.deadLetters()).toEqual([])
  })
})

describe("While Genesys is down", () => {
  it("the CRM is brought up to date, and Genesys once it is back", async () => {
    centre.genesys.trouble.down(true)
    await centre.post(visit("nora", 3, "Diamond"))
    await eventually(() => expect(tiersInCrm()).toContain("Diamond"))
    await eventually(() => expect(refusals("genesys")).toBeGreaterThan(3))
    expect(tierIn("nora")).toBe("Platinum")
    centre.genesys.trouble.down(false)
    await centre.settled()
    expect(tierIn("nora")).toBe("Diamond")
  })
})

describe("A CRM that loses its answers", () => {
  it("holds one contact all the same", async () => {
    centre.salesforce.trouble.loseNextResponse(2)
    await centre.hears(visit("tara", 0, "Gold"))
    expect(centre.salesforce.calls().filter(({ answerLost }) => answerLost)).toHaveLength(2)
    expect(centre.salesforce.contacts().filter(({ Email }) => Email === "tara@example.com")).toHaveLength(1)
  })

  it("and ends our session is signed in to again", async () => {
    centre.salesforce.trouble.expireSessions()
    await centre.hears(visit("uwe", 0, "Gold"))
    expect(centre.salesforce.contacts().filter(({ Email }) => Email === "uwe@example.com")).toHaveLength(1)
  })
})
