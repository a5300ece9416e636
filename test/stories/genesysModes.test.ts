import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { webhookToken } from "./Secrets.ts"

/** A real org that is spoken to as the guide says, while its token is being replaced. */
const nextToken = "the-next-token-of-the-webhook"
let centre: Centre
beforeAll(async () => {
  centre = await openCentre({}, { GENESYS_WRITEBACK: "guide", WEBHOOK_TOKENS: `${nextToken},${webhookToken}` })
})
afterAll(() => centre.close())

const calls = (id: string) => {
  centre.genesys.openConversation({
    id,
    participantId: `${id}-p`,
    mediaType: "EMAIL",
    addressFrom: `${id}@example.com`,
  })
  return centre.genesys.eventBridgeEvent("customer.start", id)
}

describe("A Genesys org", () => {
  it("is let in with the old token and the new one, and with no other", async () => {
    expect((await centre.post(calls("old"), { token: webhookToken })).status).toBe(202)
    expect((await centre.post(calls("new"), { token: nextToken })).status).toBe(202)
    expect((await centre.post(calls("none"), { token: "neither-of-the-two" })).status).toBe(401)
    expect(await centre.settled()).toMatchObject({ accepted: 2, applied: 2, rejected: { unauthenticated: 1 } })
  })

  it("gets the guide's PATCH where that is the mode, whatever dialect it spoke", async () => {
    expect(centre.genesys.calls().map(({ method, path, status }) => [method, path, status])).toEqual(
      expect.arrayContaining(["old", "new"].map((id) => ["PATCH", `/api/v2/interactions/${id}`, 200])),
    )
    const { attributes } = centre.genesys.interaction("new") ?? {}
    expect(attributes?.custom).toMatchObject({
      resolvedCustomerId: await centre.customerIn("new"),
      identityConfidence: 0.95,
    })
  })
})
