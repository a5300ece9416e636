import { randomUUID } from "node:crypto"
import { type EventBridgeEvent, notificationFrame, triggerFlat, triggerJson } from "@kith/simulators/genesys/Envelope"
import { openMessage, signedWith } from "@kith/simulators/genesys/OpenMessages"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"

const hmacSecret = "a secret that only the org and Kith know"

let centre: Centre
beforeAll(async () => {
  centre = await openCentre({}, { WEBHOOK_HMAC_SECRETS: hmacSecret })
})
afterAll(() => centre.close())

let numbers = 0
const someNumber = () => `+1202555${String(1000 + numbers++)}`
const startOf = (id: string) => centre.genesys.eventBridgeEvent("customer.start", id)
const attributesOf = (id: string, participantId?: string) =>
  centre.genesys.eventBridgeEvent("attributes", id, participantId)
const call = (id: string, more: object = {}) => {
  centre.genesys.openConversation({ id, mediaType: "VOICE", ani: `tel:${someNumber()}`, ...more })
  return startOf(id)
}
const writtenTo = (id: string, participant = 0) =>
  centre.genesys.interaction(id)?.participants[participant]?.attributes ?? {}

/** Every way in which an org's event can come, and how it is posted. */
const ways: ReadonlyArray<[string, (event: EventBridgeEvent) => Promise<{ readonly status: number }>]> = [
  ["through EventBridge", (event) => centre.post(event)],
  ["through EventBridge, its envelope stripped", (event) => centre.post(event.detail)],
  ["as a notification", (event) => centre.post(notificationFrame(event), { dialect: "genesys-notification" })],
  ["as a trigger's JSON", (event) => postTriggered(triggerJson(event))],
  ["as a trigger's flat JSON", (event) => postTriggered(triggerFlat(event))],
]
const postTriggered = ({ topic, body }: ReturnType<typeof triggerJson>) =>
  centre.post(body, { dialect: "genesys-trigger-flat", topic })

describe("A call is its caller's, and the agent's screen gets the reference", () => {
  it.each(ways)("when it is told %s", async (way, post) => {
    const [id, ani] = [`way-${ways.findIndex(([name]) => name === way)}`, someNumber()]
    expect(await post(call(id, { ani: `tel:${ani}` }))).toMatchObject({ status: 202 })
    await centre.settled()
    const { customerId } = await centre.search({ phone: ani })
    expect(await centre.interaction(id)).toMatchObject({ status: "resolved", customerId, resolutionTier: 1 })
    expect(writtenTo(id)["kith_resolvedCustomerId"]).toBe(customerId)
  })

  it("and once when the same call is told in every way", async () => {
    const ani = someNumber()
    const event = call("all-ways", { ani: `tel:${ani}` })
    for (const [, post] of ways) await post(event)
    await centre.settled()
    const profile = await centre.search({ phone: ani })
    expect(profile["profileVersion"]).toBe(1)
    const writes = centre.genesys.calls().filter(({ path }) => path.includes("/all-ways/"))
    expect(writes).toHaveLength(1)
  })
})

/** Two conversations, and what says that they are one customer's: each told in both orders. */
const links: ReadonlyArray<
  [string, (name: string) => { readonly parent: EventBridgeEvent; readonly child: EventBridgeEvent }]
> = [
  [
    "an attribute that names the parent",
    (name) => {
      const parent = call(`${name}-parent`)
      centre.genesys.openConversation({
        id: `${name}-child`,
        mediaType: "VOICE",
        ani: "anonymous",
        attributes: { parentConversationId: `${name}-parent` },
      })
      return { parent, child: attributesOf(`${name}-child`) }
    },
  ],
  [
    "a shared external contact",
    (name) => {
      const externalContactId = randomUUID()
      return {
        parent: call(`${name}-parent`, { externalContactId }),
        child: call(`${name}-child`, { externalContactId, ani: "anonymous" }),
      }
    },
  ],
  [
    "an external contact that was associated later",
    (name) => {
      const externalContactId = randomUUID()
      const parent = call(`${name}-parent`, { externalContactId })
      call(`${name}-child`, { ani: "anonymous" })
      centre.genesys.associateContact(`${name}-child`, externalContactId)
      return { parent, child: centre.genesys.eventBridgeEvent("contact", `${name}-child`) }
    },
  ],
  [
    "one visit to the web site",
    (name) => {
      const journeySessionId = randomUUID()
      const web = { mediaType: "MESSAGE", messageType: "WEBMESSAGING", ani: undefined, journeySessionId } as const
      return {
        parent: call(`${name}-parent`, { ...web, addressFrom: randomUUID() }),
        child: call(`${name}-child`, { ...web, addressFrom: randomUUID() }),
      }
    },
  ],
  [
    "a callback to the number of the call",
    (name) => {
      const ani = someNumber()
      return {
        parent: call(`${name}-parent`, { ani: `tel:${ani}` }),
        child: call(`${name}-child`, {
          mediaType: "CALLBACK",
          direction: "OUTBOUND",
          ani: undefined,
          callbackNumbers: [ani],
        }),
      }
    },
  ],
  [
    "an outbound call to the number of the call",
    (name) => {
      const ani = someNumber()
      const outbound = { direction: "OUTBOUND", ani: "tel:+12125550100", dnis: `tel:${ani}` } as const
      return { parent: call(`${name}-parent`, { ani: `tel:${ani}` }), child: call(`${name}-child`, outbound) }
    },
  ],
]

describe("Two conversations are one customer's because of", () => {
  const sameCustomer = async (name: string) =>
    expect(await centre.customerIn(`${name}-child`)).toBe(await centre.customerIn(`${name}-parent`))

  it.each(links)("%s, the parent first", async (link, tell) => {
    const name = `first-${links.findIndex(([one]) => one === link)}`
    const { parent, child } = tell(name)
    await centre.hears(parent)
    await centre.hears(child)
    await sameCustomer(name)
  })

  it.each(links)("%s, the child first", async (link, tell) => {
    const name = `last-${links.findIndex(([one]) => one === link)}`
    const { parent, child } = tell(name)
    await centre.hears(child)
    await centre.hears(parent)
    await sameCustomer(name)
  })
})

describe("A conversation of several people", () => {
  const withAgent = async (name: string, ani: string) => {
    await centre.hears(call(name, { ani: `tel:${ani}` }))
    return (purpose: "agent" | "customer", more: object = {}) =>
      centre.genesys.joinConversation(name, { purpose, ...more })
  }

  it("stays the caller's when another agent is consulted, and what that agent notes is the caller's", async () => {
    const ani = someNumber()
    const join = await withAgent("consult", ani)
    const agents = [join("agent"), join("agent", { ani: "sip:agent@example.com", attributes: { crm_id: "crm-4711" } })]
    for (const { id } of agents) await centre.hears(centre.genesys.eventBridgeEvent("user.start", "consult", id))
    await centre.hears(attributesOf("consult", agents[1]?.id))
    expect(await centre.search({ crm: { namespace: "external", id: "crm-4711" } })).toEqual(
      await centre.search({ phone: ani }),
    )
  })

  it("has two customers once a second one is called into it, and what an agent notes is neither's", async () => {
    const [first, second] = [someNumber(), someNumber()]
    const join = await withAgent("conference", first)
    const other = join("customer", { ani: `tel:${second}` })
    const agent = join("agent", { attributes: { email: "somebody@example.com" } })
    await centre.hears(
      centre.genesys.eventBridgeEvent("customer.start", "conference", other.id),
      attributesOf("conference", agent.id),
    )
    const [one, two] = [await centre.search({ phone: first }), await centre.search({ phone: second })]
    expect(one["customerId"]).not.toBe(two["customerId"])
    expect(await centre.search({ email: "somebody@example.com" })).toEqual({ found: false })
    expect(writtenTo("conference", 0)["kith_resolvedCustomerId"]).toBe(one["customerId"])
    expect(writtenTo("conference", 1)["kith_resolvedCustomerId"]).toBe(two["customerId"])
  })

  it("is nobody's while only agents are in it", async () => {
    const before = await centre.ledger()
    centre.genesys.openConversation({ id: "internal", purpose: "agent", mediaType: "VOICE", ani: "tel:+12025550188" })
    const [agent] = centre.genesys.interaction("internal")?.participants ?? []
    const ledger = await centre.hears(centre.genesys.eventBridgeEvent("user.start", "internal", agent?.id))
    expect(ledger.irrelevant).toBe(before.irrelevant + 1)
    expect(await centre.interaction("internal")).toMatchObject({ status: "pending" })
    expect(await centre.search({ phone: "+12025550188" })).toEqual({ found: false })
  })
})

describe("External contacts that are merged", () => {
  it("make one customer of two, whose last interaction is still the call", async () => {
    const [kept, gone, ani] = [randomUUID(), randomUUID(), someNumber()]
    await centre.hears(
      call("merge-1", { externalContactId: kept, ani: `tel:${ani}` }),
      call("merge-2", { externalContactId: gone, ani: `tel:${someNumber()}` }),
    )
    const former = await centre.customerIn("merge-2")
    expect(former).not.toBe(await centre.customerIn("merge-1"))
    centre.genesys.mergeContacts(gone, kept)
    await centre.hears(centre.genesys.contactEvent(kept), centre.genesys.contactEvent(gone))
    expect(await centre.customerIn("merge-2")).toBe(await centre.customerIn("merge-1"))
    expect(await centre.profile(former)).toMatchObject({
      found: true,
      customerId: await centre.customerIn("merge-1"),
      lastInteractionId: "merge-2",
    })
  })

  it("join whom they concern though the merge was told before anybody called", async () => {
    const [kept, gone] = [randomUUID(), randomUUID()]
    centre.genesys.mergeContacts(gone, kept)
    await centre.hears(centre.genesys.contactEvent(gone))
    await centre.hears(
      call("merge-3", { externalContactId: kept, ani: "anonymous" }),
      call("merge-4", { externalContactId: gone, ani: "anonymous" }),
    )
    expect(await centre.customerIn("merge-4")).toBe(await centre.customerIn("merge-3"))
  })
})

describe("A visit to the web site", () => {
  const visiting = (name: string) => ({ id: randomUUID(), customerId: `cookie-of-${name}`, ipAddress: "8.8.8.8" })

  it.each(["before", "after"])(
    "told %s its chat gives the chat its cookie, so that the next visit's is the same customer's",
    async (when) => {
      const [one, two] = [centre.genesys.openVisit(visiting(when)), centre.genesys.openVisit(visiting(when))]
      const chat = (id: string, journeySessionId: string) =>
        call(id, { mediaType: "MESSAGE", messageType: "WEBMESSAGING", ani: undefined, journeySessionId })
      const told = [
        [centre.genesys.visitEvent(one.id), chat(`visit-${when}-1`, one.id)],
        [chat(`visit-${when}-2`, two.id), centre.genesys.visitEvent(two.id, `visit-${when}-2`)],
      ]
      for (const event of (when === "before" ? told : told.map((pair) => pair.toReversed())).flat())
        await centre.hears(event)
      expect(await centre.customerIn(`visit-${when}-2`)).toBe(await centre.customerIn(`visit-${when}-1`))
    },
  )

  it("leaves no open interaction and no last one behind", async () => {
    const visit = centre.genesys.openVisit({ ...visiting("nobody"), externalContactId: randomUUID() })
    await centre.hears(centre.genesys.visitEvent(visit.id))
    const customerId = await centre.customerIn(`journey:${visit.id}`)
    const profile = await centre.profile(customerId)
    expect(profile).toMatchObject({ found: true, resolutionTier: 1 })
    expect(profile).not.toHaveProperty("lastInteractionId")
    expect(centre.genesys.calls().filter(({ path }) => path.includes(visit.id))).toEqual([])
  })
})

describe("An open message", () => {
  const posted = (message: object, proof?: Readonly<Record<string, string>>) => {
    const body = JSON.stringify(message)
    return centre.post(body, { proof: proof ?? signedWith(hmacSecret, body) })
  }
  const now = Date.now()

  it("is whose number it comes from, and the answer is the same customer's", async () => {
    const customer = { id: someNumber(), idType: "Phone", firstName: "Ada" } as const
    await centre.hears(call("open-1", { ani: `tel:${customer.id}` }))
    expect(await posted(openMessage("Inbound", customer, now))).toMatchObject({ status: 202 })
    expect(await posted(openMessage("Outbound", customer, now + 1))).toMatchObject({ status: 202 })
    await centre.settled()
    expect(await centre.search({ phone: customer.id })).toMatchObject({
      found: true,
      customerId: await centre.customerIn("open-1"),
      firstName: "Ada",
    })
  })

  it("is not let in without the signature, whatever token comes with it", async () => {
    const message = openMessage("Inbound", { id: someNumber(), idType: "Phone" }, now)
    expect(await centre.post(message)).toMatchObject({ status: 401 })
    expect(await centre.post(message, { dialect: "genesys-open-messaging" })).toMatchObject({ status: 401 })
    expect(await posted(message, signedWith("a secret of somebody else", JSON.stringify(message)))).toMatchObject({
      status: 401,
    })
  })

  it("that somebody recorded is no new event, however often and however late it is replayed", async () => {
    const recorded = openMessage("Inbound", { id: someNumber(), idType: "Phone" }, now)
    await posted(recorded)
    const before = await centre.settled()
    await posted(recorded)
    await centre.restart()
    await posted(recorded)
    await posted(recorded)
    expect(await centre.settled()).toMatchObject({
      accepted: before.accepted + 3,
      applied: before.applied,
      duplicate: before.duplicate + 1,
      irrelevant: before.irrelevant + 2,
    })
  })
})

describe("What says nothing of customers", () => {
  it.each([
    "v2.users.1.presence",
    "v2.detail.events.conversation.c-1.acd.start",
    "v2.detail.events.conversation.c-1.wrapup",
    "channel.metadata",
  ])("is acknowledged and counted: %s", async (topicName) => {
    const before = centre.store.counter("irrelevant.unknownEventType")
    const answer = await centre.post({ topicName, version: "2", eventBody: { anything: ["at all"] } })
    expect(answer).toMatchObject({ status: 202, body: { disposition: "irrelevant" } })
    expect(centre.store.counter("irrelevant.unknownEventType")).toBe(before + 1)
  })
})
