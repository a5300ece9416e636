import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"

let centre: Centre
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } })
})
afterAll(() => centre.close())

const vera = { email: "vera.lund@example.com", phone: "+12025550177", lastName: "Lund" }
const erasures: Array<string> = []
const ids: Array<string> = []

describe("Somebody who is erased while much is under way", () => {
  it("was known to everybody before", async () => {
    await centre.hears(
      guideEvent("Created", 0, { id: "vera-1", custom: vera }),
      guideEvent("Created", 0, { id: "other-1", custom: { email: "otto@example.com" } }),
    )
    ids.push(await centre.customerIn("vera-1"))
    expect(
      centre.salesforce
        .contacts()
        .map(({ Email }) => Email)
        .sort(),
    ).toEqual(["otto@example.com", vera.email])
  })

  it("is erased from the answer on: nothing that waits for a vendor brings her back", async () => {
    centre.salesforce.trouble.down(true)
    centre.genesys.trouble.down(true)
    await centre.post(guideEvent("Updated", 1, { id: "vera-1", custom: { ...vera, customerTier: "Gold" } }))
    await centre.post(guideEvent("Created", 2, { id: "vera-2", custom: vera }))
    await eventually(async () => expect(await centre.customerIn("vera-2")).toBe(ids[0]))
    expect(centre.store.queued("identity-resolved%")).toBeGreaterThan(0)

    const order = await centre.ask("POST /erasures", { email: vera.email })
    expect(order).toMatchObject({ status: 202, body: { status: "running" } })
    erasures.push(String(order.body["erasureId"]))
    expect(await centre.profile(ids[0] ?? "")).toEqual({ found: false, erased: true })
    await centre.post(guideEvent("Created", 3, { id: "vera-3", custom: vera }))
    // What waited for the vendors finds nobody to write about, and does not wait any longer.
    await eventually(() => expect(centre.store.queued("identity-resolved%")).toBe(0))
  })

  it("is gone from the CRM when it comes back, and nothing more is written anywhere", async () => {
    const written = centre.genesys.interaction("vera-1")?.attributes.custom
    centre.salesforce.trouble.down(false)
    centre.genesys.trouble.down(false)
    await eventually(async () => {
      const { body } = await centre.ask(`GET /erasures/${erasures[0]}`)
      expect(body).toMatchObject({ status: "done" })
      expect((body["systems"] as ReadonlyArray<{ name: string }>).map(({ name }) => name).sort()).toEqual([
        "genesys",
        "graph",
        "salesforce",
      ])
    })
    await centre.settled()
    expect(centre.salesforce.contacts().map(({ Email }) => Email)).toEqual(["otto@example.com"])
    expect(centre.genesys.interaction("vera-1")?.attributes.custom).toEqual(written)
    expect(centre.genesys.interaction("vera-2")).toBeUndefined()
  })

  it("answers as erased, by id, by search and by her interactions", async () => {
    const erased = { found: false, erased: true }
    expect(await centre.profile(ids[0] ?? "")).toEqual(erased)
    expect(await centre.search({ email: vera.email })).toEqual(erased)
    expect(await centre.search({ phone: vera.phone })).toEqual(erased)
    for (const id of ["vera-1", "vera-2", "vera-3"]) {
      expect(await centre.interaction(id)).toEqual({ interactionId: id, status: "suppressed" })
    }
  })

  it("is suppressed when she comes again, under any of her names", async () => {
    const before = { ledger: await centre.settled(), calls: centre.callsMade(), contacts: centre.salesforce.contacts() }
    const comeback = [
      guideEvent("Created", 10, { id: "vera-4", custom: { email: vera.email, phone: "+12025550188" } }),
      guideEvent("Created", 11, { id: "vera-5", type: "voice", address: vera.phone }),
      guideEvent("Updated", 12, { id: "vera-1", custom: { customerTier: "Platinum" } }),
    ]
    for (const event of comeback) {
      expect(await centre.post(event)).toMatchObject({ status: 202, body: { disposition: "suppressed" } })
    }
    const { accepted, suppressed } = before.ledger
    expect(await centre.settled()).toMatchObject({ accepted: accepted + 3, suppressed: suppressed + 3, balanced: true })
    expect(centre.callsMade()).toEqual(before.calls)
    expect(centre.salesforce.contacts()).toEqual(before.contacts)
    expect(await centre.search({ phone: "+12025550188" })).toEqual({ found: false })
  })

  it("stands nowhere in the store any more", () => {
    const values = [vera.email, "vera.lund", vera.phone, "Lund", "2025550188"]
    expect(values.filter(centre.store.mentions)).toEqual([])
  })

  it("took nobody along", async () => {
    expect(await centre.search({ email: "otto@example.com" })).toMatchObject({ found: true })
    expect(await centre.ledger()).toMatchObject({ pending: 0, deadLettered: 0, balanced: true })
  })

  it("is erased once, however often that is asked", async () => {
    const again = await centre.ask("POST /erasures", { email: vera.email })
    expect(again).toMatchObject({ status: 202, body: { erasureId: erasures[0], status: "done" } })
  })
})

describe("Somebody whose event lies in the dead letters", () => {
  it("is erased there too", async () => {
    await centre.post({ id: 9, attributes: { custom: { email: "wanda@example.com" } } })
    expect(centre.store.mentions("wanda")).toBe(true)
    await centre.ask("POST /erasures", { email: "wanda@example.com" })
    await centre.settled()
    expect(centre.store.mentions("wanda")).toBe(false)
  })
})
