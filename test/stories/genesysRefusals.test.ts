import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"

let centre: Centre
beforeAll(async () => {
  centre = await openCentre({}, { GENESYS_LONGEST_VALUE: "80" })
})
afterAll(() => centre.close())

const opens = (id: string) => {
  const from = { id, participantId: `${id}-p`, mediaType: "EMAIL", addressFrom: `${id}@example.com` }
  centre.genesys.openConversation({ ...from, addressTo: "help@kith.example.org" })
  return centre.genesys.eventBridgeEvent("customer.start", id)
}
const written = (id: string) => centre.genesys.interaction(id)?.attributes.custom["kith_resolvedCustomerId"]
const recorded = (id: string) => JSON.parse(centre.store.body("effects", `genesys:${id}`))
const callsTo = (id: string) => centre.genesys.calls().filter(({ path }) => path.includes(`/${id}/`))

describe("Genesys", () => {
  it("with a token that has expired is signed in to again, once, and nothing is lost", async () => {
    await centre.hears(opens("first"))
    const logins = centre.genesys.logins().length
    centre.genesys.trouble.expireSessions()
    await centre.hears(opens("second"))
    expect(written("second")).toBe(await centre.customerIn("second"))
    expect(callsTo("second").map(({ status }) => status)).toEqual([401, 204])
    expect(centre.genesys.logins()).toHaveLength(logins + 1)
  })

  it("that says when to come back is not called before", async () => {
    centre.genesys.trouble.failNext(429, 1, 2)
    await centre.hears(opens("throttled"))
    const [refused, accepted, ...more] = callsTo("throttled")
    expect([refused?.status, accepted?.status, more.length]).toEqual([429, 204, 0])
    // What the two calls were started at, less what timers are early by.
    expect((accepted?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThan(1_900)
    expect(written("throttled")).toBe(await centre.customerIn("throttled"))
    expect(await centre.deadLetters()).toEqual([])
  })

  it.each([500, 502, 504])("with %i for an answer is asked again", async (status) => {
    centre.genesys.trouble.failNext(status, 4)
    await centre.hears(opens(`s-${status}`))
    expect(written(`s-${status}`)).toBe(await centre.customerIn(`s-${status}`))
  })

  it("is never sent what it would cut off: that is refused, and said so", async () => {
    const custom = { email: "long@example.com", customerTier: "Gold ".repeat(20) }
    await centre.hears(guideEvent("Created", 1, { id: "long", custom }))
    expect(recorded("long")).toMatchObject({ status: "refused", reason: expect.stringContaining("longer than 80") })
    expect(centre.genesys.calls().filter(({ path }) => path.endsWith("/long"))).toEqual([])
    expect(await centre.deadLetters()).toEqual([])
  })

  it("that has the conversation no more is asked once, and that is recorded as too late", async () => {
    await centre.hears(guideEvent("Created", 2, { id: "gone", custom: { email: "gone@example.com" } }))
    expect(recorded("gone")).toMatchObject({ status: "expired" })
    expect(centre.genesys.calls().filter(({ path }) => path.endsWith("/gone"))).toMatchObject([{ status: 404 }])
  })
})
