import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"

const email = "ida@merges.example"
const phone = "+12025550161"

let centre: Centre
let [heirId, formerId] = ["", ""]
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } })
})
afterAll(() => centre.close())

const said = (minutes: number, id: string, custom: Readonly<Record<string, string>>) =>
  guideEvent("Created", minutes, { id, custom })
const written = (name: string) => centre.genesys.interaction(name)?.attributes.custom["resolvedCustomerId"]
const contactOf = (customerId: string) => centre.salesforce.contacts().filter(({ Kith_Id__c: id }) => id === customerId)
const writesTo = (name: string) => centre.genesys.calls().filter(({ path }) => path.endsWith(`/${name}`)).length

describe("Two people who both have a conversation open", () => {
  it("have a reference of their own each", async () => {
    await centre.hears(said(1, "open-mail", { email }), said(2, "open-call", { phone }))
    await centre.hears(said(3, "over", { phone }), guideEvent("Ended", 4, { id: "over", custom: { phone } }))
    expect(written("open-mail")).toBe(await centre.customerIn("open-mail"))
    expect(written("open-call")).toBe(await centre.customerIn("open-call"))
    expect(written("open-mail")).not.toBe(written("open-call"))
  })

  it("have one and the same in both when they turn out to be one, and what is over is left alone", async () => {
    const people = [written("open-mail"), written("open-call")].map(String)
    const before = writesTo("over")
    await centre.hears(said(5, "both", { email, phone }))
    heirId = await centre.customerIn("both")
    formerId = people.find((id) => id !== heirId) ?? ""
    expect(people).toContain(heirId)
    expect(["open-mail", "open-call", "both"].map(written)).toEqual([heirId, heirId, heirId])
    expect(writesTo("over")).toBe(before)
  })

  it("are told apart in the CRM by whose the losing record is now", () => {
    expect(contactOf(formerId)).toMatchObject([{ Kith_Merged_Into__c: heirId }])
    expect(contactOf(heirId).map((contact) => contact["Kith_Merged_Into__c"] ?? null)).toEqual([null])
  })

  it("have their own back in each once they are split, and the CRM's record is nobody else's any more", async () => {
    expect((await centre.ask("POST /splits", { customerId: heirId, formerId })).status).toBe(200)
    await centre.settled()
    const holder = (await centre.customerIn("open-mail")) === formerId ? "open-mail" : "open-call"
    const other = holder === "open-mail" ? "open-call" : "open-mail"
    expect([written(holder), written(other)]).toEqual([formerId, heirId])
    expect(contactOf(formerId).map((contact) => contact["Kith_Merged_Into__c"] ?? null)).toEqual([null])
    expect(contactOf(heirId)).toHaveLength(1)
  })
})
