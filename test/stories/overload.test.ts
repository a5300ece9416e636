import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"

let said = 0
/** Tells nothing but by what somebody might be guessed: it names, links, says and ends nothing. */
const routine = () => {
  said += 1
  const event = guideEvent("Updated", 1, { id: "chat-1" })
  return { ...event, interaction: { ...event.interaction, ip_address: `8.8.${said}.1` } }
}

let centre: Centre
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } })
})
afterAll(() => centre.close())

describe("An overloaded process", () => {
  it("turns routine events away once whoever comes is recognised too late", async () => {
    await centre.hears(guideEvent("Created", 0, { id: "chat-1", custom: { email: "ann@example.com" } }), routine())
    centre.store.fallBehind("interaction-opened-to-resolver", 60_000, { nobody: "reads this" })
    await eventually(async () => expect((await centre.post(routine())).status).toBe(429))
    const answer = await centre.post(routine())
    expect(answer.headers.get("retry-after")).toBe("15")
    expect(answer.body).toMatchObject({ type: "urn:kith:problem:overloaded" })
  })

  it("takes everything else", async () => {
    const named = guideEvent("Updated", 2, { id: "chat-2", custom: { email: "ann@example.com" } })
    expect(await centre.post(named)).toMatchObject({ status: 202, body: { disposition: "accepted" } })
    await eventually(async () => expect((await centre.interaction("chat-2"))["status"]).toBe("resolved"))
    expect(await centre.customerIn("chat-2")).toBe(await centre.customerIn("chat-1"))
    expect((await centre.post(routine())).status).toBe(429)
  })

  it("recovers by itself once the queue is worked off, and has lost nothing", async () => {
    // The broker hears of this message, and comes to the one before it.
    const opened = guideEvent("Created", 3, { id: "chat-3", custom: { email: "bob@example.com" } })
    expect(await centre.post(opened)).toMatchObject({ status: 202, body: { disposition: "accepted" } })
    await eventually(async () => expect((await centre.post(routine())).status).toBe(202))
    const ledger = await centre.settled()
    expect(ledger.rejected.shed).toBeGreaterThanOrEqual(3)
    expect(await centre.interaction("chat-3")).toMatchObject({ status: "resolved" })
  })
})
