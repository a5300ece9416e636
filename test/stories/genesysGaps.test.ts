import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { eventually } from "./Eventually.ts"

/** It asks when it starts, and every ten minutes from then on. */
let centre: Centre
beforeAll(async () => {
  centre = await openCentre({}, { GENESYS_RECONCILE_HOURS: "3" })
})
afterAll(() => centre.close())

const minutesAgo = (minutes: number) => Date.now() - minutes * 60_000

const call = (id: string, minutes: number, ani: string) =>
  centre.genesys.openConversation({ id, participantId: `${id}-p`, mediaType: "VOICE", ani, at: minutesAgo(minutes) })

/** Restarts, and waits until the org was asked and everything has come of it. */
const asksAgain = async () => {
  const before = queries().length
  await centre.restart()
  await eventually(() => expect(queries().length).toBeGreaterThan(before))
  // What the last page told of is on its way before the next run is waited for.
  await eventually(async () => expect(await centre.settled()).toMatchObject({ pending: 0 }))
}
const queries = () => centre.genesys.calls().filter(({ path }) => path.endsWith("/conversations/details/query"))

describe("Conversations that the webhook was never told of", () => {
  it("are found, and their customers get their reference", async () => {
    call("lost", 60, "tel:+3227001234")
    call("heard", 50, "tel:+3227005678")
    await centre.hears(centre.genesys.eventBridgeEvent("customer.start", "heard"))
    await asksAgain()
    await eventually(async () => expect(await centre.interaction("lost")).toMatchObject({ status: "resolved" }))
    await centre.settled()
    expect(centre.genesys.interaction("lost")?.attributes.custom).toMatchObject({
      kith_resolvedCustomerId: await centre.customerIn("lost"),
    })
    expect(await centre.search({ phone: "+3227001234" })).toMatchObject({ found: true })
  })

  it("are taken in once, however often they are found", async () => {
    const before = await centre.ledger()
    await asksAgain()
    expect(await centre.ledger()).toEqual(before)
  })

  it("are over when the org says so, though nobody told of the end", async () => {
    centre.genesys.endConversation("heard")
    await asksAgain()
    await eventually(() => {
      const heard = JSON.parse(centre.store.body("interactions", "heard"))
      expect(heard.participants["heard-p"].endedAt).toBeTypeOf("number")
    })
  })

  it("are left to the webhook while they are young, and to the past when they are old", async () => {
    call("young", 1, "tel:+3227000001")
    call("old", 300, "tel:+3227000002")
    await asksAgain()
    expect(await centre.interaction("young")).toMatchObject({ status: "pending" })
    expect(await centre.interaction("old")).toMatchObject({ status: "pending" })
  })

  it("are asked for page by page", async () => {
    for (let n = 0; n < 40; n++) call(`many-${n}`, 30, `tel:+32270${10_000 + n}`)
    const before = queries().length
    await asksAgain()
    await eventually(async () => expect(await centre.interaction("many-39")).toMatchObject({ status: "resolved" }))
    await eventually(async () => expect(await centre.interaction("many-0")).toMatchObject({ status: "resolved" }))
    expect(queries().length - before).toBe(2)
  })
})
