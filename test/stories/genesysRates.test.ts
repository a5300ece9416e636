import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { eventually } from "./Eventually.ts"

/** An org that has just room for five calls in this minute. */
let centre: Centre
beforeAll(async () => {
  centre = await openCentre({ genesys: { allowedPerMinute: 5 } }, { GENESYS_PANEL: "customerTier,identityConfidence" })
})
afterAll(() => centre.close())

const calls = (name: string, attributes: Readonly<Record<string, string>> = {}) => {
  const from = { id: name, participantId: `${name}-p`, mediaType: "EMAIL", addressFrom: `${name}@example.com` }
  centre.genesys.openConversation({ ...from, addressTo: "help@kith.example.org", attributes })
  return centre.genesys.eventBridgeEvent("customer.start", name)
}
const attributesOf = (name: string) => centre.genesys.interaction(name)?.attributes.custom ?? {}
const hangsUp = (name: string) => {
  centre.genesys.endConversation(name)
  return centre.genesys.eventBridgeEvent("customer.end", name)
}

describe("A Genesys participant", () => {
  it("gets strings under our names, and typed ones for the agent's panel", async () => {
    await centre.hears(calls("anna"))
    const customerId = await centre.customerIn("anna")
    expect(attributesOf("anna")).toEqual({
      kith_resolvedCustomerId: customerId,
      kith_identityConfidence: "0.95",
      kith_profileVersion: "1",
      kith_profileUrl: `https://kith.example.org/profiles/${customerId}`,
      "conversationDetails.participantData.kith_identityConfidence": "number:0.95",
    })
  })

  it("is written to again after an answer that was lost, to the same effect", async () => {
    centre.genesys.trouble.loseNextResponse()
    await centre.hears(calls("bela"))
    expect(attributesOf("bela")["kith_resolvedCustomerId"]).toBe(await centre.customerIn("bela"))
    expect(centre.genesys.calls().map(({ answerLost }) => answerLost ?? false)).toEqual([false, true, false])
  })

  it("is not written to again when nothing changed, nor ever read", async () => {
    await centre.hears(centre.genesys.eventBridgeEvent("attributes", "anna"))
    expect(centre.genesys.calls().map(({ method }) => method)).toEqual(["PATCH", "PATCH", "PATCH"])
  })
})

describe("When the minute's calls are used up", () => {
  it("none is made over the rate, and what waits is nobody's failure", async () => {
    for (const name of ["carl", "dora", "emil", "fred"]) await centre.post(calls(name))
    await eventually(() => expect(centre.genesys.calls()).toHaveLength(5))
    await eventually(async () => expect(await centre.ledger()).toMatchObject({ applied: 6, pending: 0 }))
    expect(centre.genesys.calls().every(({ status }) => status < 300)).toBe(true)
    await eventually(() => expect(centre.store.queued("identity-resolved-to-crm-sync")).toBe(0))
    expect(centre.store.queued("identity-resolved-to-writeback")).toBe(2)
    expect(await centre.deadLetters()).toEqual([])
  })

  it("whoever hangs up before the turn is written down as too late, and nothing waits for them", async () => {
    const waiting = ["carl", "dora", "emil", "fred"].filter((name) => Object.keys(attributesOf(name)).length === 0)
    expect(waiting).toHaveLength(2)
    await centre.hears(...waiting.map(hangsUp))
    expect(waiting.map((name) => JSON.parse(centre.store.body("effects", `genesys:${name}`)).status)).toEqual([
      "expired",
      "expired",
    ])
    expect(centre.genesys.calls()).toHaveLength(5)
  })
})
