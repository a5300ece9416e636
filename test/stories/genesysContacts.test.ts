import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { eventually } from "./Eventually.ts"

const source = "7d2c1f0a-9f1b-4a55-8a0e-3c4d5e6f7a8b"

/** Kith tells Genesys' own contacts who everybody is. */
let centre: Centre
beforeAll(async () => {
  centre = await openCentre({}, { GENESYS_EXTERNAL_CONTACTS: "enrich", GENESYS_EXTERNAL_SOURCE_ID: source })
})
afterEach(() => {
  vi.restoreAllMocks()
})
afterAll(() => centre.close())

const calls = (name: string, number: string) => {
  const voice = { id: name, participantId: `${name}-p`, sessionId: `${name}-s`, mediaType: "VOICE" }
  centre.genesys.openConversation({ ...voice, ani: `tel:${number}` })
  return centre.genesys.eventBridgeEvent("customer.start", name)
}
const made = (method: string) => centre.genesys.calls().filter((call) => call.method === method)
const contactIn = async (name: string) => {
  const records = centre.store.ids("effects").filter((id) => id === `genesys-association:${name}`)
  return records.length === 0
    ? undefined
    : JSON.parse(centre.store.body("effects", `genesys-association:${name}`)).recordId
}

/** What the org itself says by now. */
const externalContactIn = (name: string): unknown => {
  const { detail } = centre.genesys.eventBridgeEvent("contact", name)
  return (detail.eventBody as { readonly externalContactId?: unknown }).externalContactId
}

describe("Genesys' external contacts", () => {
  it("get our id, and the conversation gets its contact", async () => {
    const before = centre.genesys.addContact({ type: "Phone", value: "+3227001234" })
    await centre.hears(calls("known", "+3227001234"))
    const customerId = await centre.customerIn("known")
    expect([...(centre.genesys.contact(before)?.identifiers ?? [])]).toContain(`ExternalId ${source} ${customerId}`)
    expect(await contactIn("known")).toBe(before)
    const { detail } = centre.genesys.eventBridgeEvent("contact", "known")
    expect(detail.eventBody).toMatchObject({ externalContactId: before })
  })

  it("are made where there are none, once however often somebody calls", async () => {
    await centre.hears(calls("first", "+3227005678"))
    await centre.hears(calls("second", "+3227005678"))
    expect(await contactIn("second")).toBe(await contactIn("first"))
    expect(made("POST")).toHaveLength(2)
    expect(made("PUT")).toHaveLength(3)
  })

  it("are not told again of what the event told us", async () => {
    const contact = centre.genesys.addContact({ type: "Phone", value: "+3227009999" })
    centre.genesys.openConversation({
      id: "told",
      participantId: "t-p",
      mediaType: "VOICE",
      ani: "tel:+3227009999",
      externalContactId: contact,
    })
    await centre.hears(centre.genesys.eventBridgeEvent("customer.start", "told"))
    expect(made("PUT")).toHaveLength(3)
  })

  it("hear nothing of somebody without address or number", async () => {
    await centre.hears(calls("hidden", "anonymous"))
    expect(made("POST")).toHaveLength(3)
    expect(made("PUT")).toHaveLength(3)
  })

  it("that were accepted and never associated are asked for again a minute later", async () => {
    centre.genesys.ignoreAssociations(1)
    await centre.hears(calls("ignored", "+3227004321"))
    expect(externalContactIn("ignored")).toBeUndefined()
    const now = Date.now
    vi.spyOn(Date, "now").mockImplementation(() => now() + 60_000)
    await centre.restart()
    await eventually(async () => expect(externalContactIn("ignored")).toBe(await contactIn("ignored")))
  })
})
