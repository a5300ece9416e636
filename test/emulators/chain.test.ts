import { deadLetterTopic } from "@kith/core/pipeline"
import { afterAll, beforeAll, expect, it } from "vitest"
import { makeClient } from "../stories/Client.ts"
import { guideEvent, guidePayload } from "../stories/Events.ts"
import { eventually } from "../stories/Eventually.ts"
import { type Orgs, startOrgs } from "../stories/Orgs.ts"
import { onEmulators, ownProject } from "./OnEmulators.ts"
import { bundles, type Processes, sources, startProcesses } from "./Processes.ts"
import { pubSubOf } from "./PubSubEmulator.ts"
import { provision } from "./provision.ts"

/** The least that Pub/Sub takes; the picture's forty outlast hours. */
const attempts = 5
const email = "john.doe@example.com"
const crmGivesUpTo = deadLetterTopic({ topic: "identity-resolved", service: "crm-sync" })

const runs = [
  ["sources", async () => sources],
  ["bundles", bundles],
] as const

onEmulators.each(runs)("Five processes of the %s, chained by push subscriptions", (_, entries) => {
  const project = ownProject()
  let orgs: Orgs
  let kith: Processes
  let unprovision = async () => {}
  const client = makeClient(() => ({ webhook: kith.urls["ingress-redactor"], console: kith.urls.console }))

  beforeAll(async () => {
    orgs = await startOrgs({ genesys: { unknownInteractions: "adopt" } })
    kith = await startProcesses(project, orgs, await entries())
    unprovision = await provision(project, {
      urls: kith.urls,
      alter: (queue) => ({
        ...queue,
        ...(queue.deadLetters?.topic === crmGivesUpTo && {
          backoffSeconds: { minimum: 0.1, maximum: 0.2 },
          deadLetters: { topic: crmGivesUpTo, maxDeliveryAttempts: attempts },
        }),
      }),
    })
  }, 180_000)
  afterAll(async () => {
    await unprovision()
    await kith?.end()
    await orgs?.stop()
  })

  it("take the guide's payload from the webhook to Genesys and to one contact", async () => {
    expect(await client.post(guidePayload)).toMatchObject({ status: 202, body: { disposition: "accepted" } })
    const custom = await eventually(() => {
      const written = orgs.genesys.interaction(guidePayload.id)?.attributes.custom
      expect(written).toBeDefined()
      return written
    })
    const customerId = await client.customerIn(guidePayload.id)
    expect(custom).toMatchObject({ resolvedCustomerId: customerId, profileVersion: 1 })
    await eventually(() =>
      expect(orgs.salesforce.contacts()).toEqual([expect.objectContaining({ Email: email, Kith_Id__c: customerId })]),
    )
    expect(await client.search({ email })).toMatchObject({ found: true, customerId })
  })

  it("count every event, within a stated lag", async () => {
    const { lagSeconds } = (await client.ask("GET /ledger")).body
    expect(lagSeconds).toBeGreaterThan(0)
    await eventually(async () =>
      expect(await client.ledger()).toMatchObject({ accepted: 1, applied: 1, pending: 0, balanced: true }),
    )
  })

  it("hand the console what no consumer can read", async () => {
    await pubSubOf(project).publish("interaction-opened", { schema: 1, note: "of another release" })
    const [kept] = await eventually(async () => {
      const found = await client.deadLetters()
      expect(found).toHaveLength(1)
      return found
    })
    expect(kept).toMatchObject({
      origin: { topic: "interaction-opened", subscription: "interaction-opened-to-resolver" },
      reason: "MessageIsUnreadable",
      state: "waiting",
    })
  })

  it("hand the console what was tried often enough, and replay it after the fix", { timeout: 120_000 }, async () => {
    orgs.salesforce.trouble.down(true)
    const gold = { id: "gold-1", custom: { email, customerTier: "Gold" } }
    await client.post(guideEvent("Created", 1, gold))
    const kept = await eventually(async () => {
      const found = (await client.deadLetters()).find(({ origin }) => origin["topic"] === "identity-resolved")
      expect(found).toMatchObject({ reason: "AttemptsExhausted", state: "waiting" })
      return found
    }, 100)
    expect(orgs.genesys.interaction("gold-1")?.attributes.custom).toMatchObject({ customerTier: "Gold" })
    orgs.salesforce.trouble.down(false)
    expect(await client.replay(kept?.id ?? "")).toMatchObject({ status: 200 })
    await eventually(() =>
      expect(orgs.salesforce.contacts()).toMatchObject([{ Email: email, Customer_Tier__c: "Gold" }]),
    )
  })

  it("forget somebody everywhere", async () => {
    const { body } = await client.ask("POST /erasures", { email })
    await eventually(async () =>
      expect((await client.ask(`GET /erasures/${body["erasureId"]}`)).body).toMatchObject({ status: "done" }),
    )
    expect(orgs.salesforce.contacts()).toEqual([])
    expect(await client.search({ email })).toEqual({ found: false, erased: true })
    const again = guideEvent("Created", 5, { id: "back-1", custom: { email } })
    expect(await client.post(again)).toMatchObject({ status: 202, body: { disposition: "suppressed" } })
  })

  it("end with 0 on SIGTERM", async () => {
    await unprovision()
    unprovision = async () => {}
    expect(await kith.end()).toEqual([0, 0, 0, 0, 0])
  })
})
