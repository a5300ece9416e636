import { DeadLetters } from "@kith/core/documents/Collections"
import { Documents } from "@kith/core/documents/Documents"
import { Redacted } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { usualProofs } from "./Authenticate.ts"
import { openWorld, token, type World } from "./fixtures/World.ts"
import { receiveBody } from "./ReceiveEvent.ts"

let world: World
beforeEach(() => {
  world = openWorld()
})
afterEach(() => world.close())

const start = { eventTime: 1767607200949, conversationId: "c-1", participantId: "p-1", mediaType: "VOICE" }
const called = { ...start, direction: "INBOUND", ani: "tel:+12025550143" }
const topic = "v2.detail.events.conversation.c-1.customer.start"
const message = {
  id: "m-1",
  channel: { platform: "Open", from: { id: "+12025550143", idType: "Phone" }, to: { id: "i-1" }, time: 1767607200949 },
  type: "Text",
  text: "my card is 4111 1111 1111 1111",
  direction: "Inbound",
}
const bodies = {
  guide: { id: "i-1", attributes: { custom: { email: "john.doe@example.com" } } },
  "genesys-eventbridge": { "detail-type": topic, detail: { topicName: topic, eventBody: called } },
  "genesys-notification": { topicName: topic, eventBody: called },
  "genesys-trigger-flat": called,
  "genesys-open-messaging": message,
} as const
type Name = keyof typeof bodies
const names = Object.keys(bodies) as ReadonlyArray<Name>
const beside = (name: Name) => (name === "genesys-trigger-flat" ? "?topic=customer.start" : "")

const bytesOf = (body: unknown) => Buffer.from(JSON.stringify(body))
const bearer = { authorization: `Bearer ${token}` }
const signed = (body: unknown) => ({ "x-hub-signature-256": world.signature(bytesOf(body)) })

describe("each dialect", () => {
  const cases = names.flatMap((name) => [`/${name}`, ""].map((forced) => [name, forced] as const))

  it.each(cases)("%s, at /webhooks/genesys%s, takes its usual proofs and no other", async (name, forced) => {
    const to = `POST /webhooks/genesys${forced}${beside(name)}`
    const body = bodies[name]
    const statuses = {
      bearer: (await world.send(to, bytesOf(body), bearer)).status,
      hmac: (await world.send(to, bytesOf(body), signed(body))).status,
    }
    const usual = (proof: "bearer" | "hmac") => (usualProofs[name].includes(proof) ? 202 : 401)
    expect(statuses).toEqual({ bearer: usual("bearer"), hmac: usual("hmac") })
  })

  it("that is not let in leaves nothing but its count, however it is broken", async () => {
    const to = "POST /webhooks/genesys/genesys-open-messaging"
    for (const body of [bytesOf(message), bytesOf({ id: 1 }), Buffer.from('{"half"')])
      expect((await world.send(to, body, bearer)).status).toBe(401)
    expect(await world.run(Documents.use((documents) => documents.list(DeadLetters, { limit: 10 })))).toEqual([])
    expect(await world.counts()).toEqual({ "rejected.unauthenticated": 3 })
  })

  it("may be given other proofs", async () => {
    await world.close()
    world = openWorld({ accepted: { ...usualProofs, guide: ["hmac"], "genesys-open-messaging": ["bearer", "hmac"] } })
    expect((await world.post(message)).status).toBe(202)
    expect((await world.post(bodies.guide)).status).toBe(401)
  })
})

describe("a topic told beside the body", () => {
  it.each([
    ["in the query", "?topic=customer.start", {}],
    ["in full", "?topic=v2.detail.events.conversation.%7Bid%7D.customer.start", {}],
    ["in a header", "", { "x-genesys-topic": "customer.start" }],
  ])("%s makes the body an event", async (_, query, headers) => {
    const to = `POST /webhooks/genesys/genesys-trigger-flat${query}`
    expect((await world.send(to, bytesOf(called), { ...bearer, ...headers })).status).toBe(202)
    const [sent] = await world.published("interaction-opened")
    expect(sent?.observed).toMatchObject({ interactionId: "c-1", dialect: "genesys-trigger-flat" })
  })

  it("that is no topic's name is none", async () => {
    const to = "POST /webhooks/genesys/genesys-trigger-flat?topic=john.doe@example.com"
    expect(await world.send(to, bytesOf(called), bearer)).toMatchObject({
      status: 400,
      body: { detail: "topic: missing" },
    })
    const [kept] = await world.run(Documents.use((documents) => documents.list(DeadLetters, { limit: 10 })))
    expect(kept?.body.origin).toEqual({ webhook: "/webhooks/genesys/genesys-trigger-flat" })
  })

  it("is kept with a body that is no event, for its replay", async () => {
    const to = "POST /webhooks/genesys/genesys-trigger-flat?topic=customer.start"
    expect((await world.send(to, bytesOf({ ...called, ani: 7 }), bearer)).status).toBe(400)
    const [kept] = await world.run(Documents.use((documents) => documents.list(DeadLetters, { limit: 10 })))
    const webhook = "/webhooks/genesys/genesys-trigger-flat?topic=customer.start"
    expect(kept?.body.origin).toEqual({ webhook })
    const replay = receiveBody(bytesOf(called), webhook, { authenticated: true })
    expect(await world.run(replay)).toMatchObject({ status: 202, body: { disposition: "accepted" } })
  })
})

describe("what belongs together and nothing more", () => {
  const merge = (ids: ReadonlyArray<string>) => ({
    topicName: `v2.externalcontacts.contacts.${ids[0]}`,
    eventBody: { id: ids[0], mergedFrom: ids.slice(1), modifyDate: "2026-01-05T10:00:00Z" },
  })
  const [one, two] = ["00000005-0000-4000-8000-000000000000", "00000006-0000-4000-8000-000000000000"]

  it("is evidence of two contacts, nobody's interaction", async () => {
    expect(await world.post(merge([one, two]))).toMatchObject({ status: 202, body: { disposition: "accepted" } })
    const [sent] = await world.published("interaction-updated")
    expect(sent?.observed).toMatchObject({
      kind: "ended",
      evidenceOnly: true,
      interactionId: expect.stringMatching(/^externalcontact:[\w-]{22}$/),
      identifiers: [
        { kind: "genesysContact", value: one },
        { kind: "genesysContact", value: two },
      ],
    })
  })

  it.each([
    ["a contact and what is no contact's id", merge([one, "not-a-contact"])],
    [
      "a visit without a cookie",
      {
        topicName: `v2.externalcontacts.contacts.${one}.journey.sessions`,
        eventBody: { id: "s-1", ipAddress: "8.8.8.8" },
      },
    ],
    [
      "a visitor of whom nothing else is known",
      {
        topicName: `v2.externalcontacts.contacts.${one}.journey.sessions`,
        eventBody: { id: "s-1", customerIdType: "cookie", customerId: "cookie-4711" },
      },
    ],
  ])("is not %s", async (_, body) => {
    expect(await world.post(body)).toMatchObject({ status: 202, body: { disposition: "irrelevant" } })
    expect(await world.counts()).toEqual({ accepted: 1, irrelevant: 1, "irrelevant.nothingNew": 1 })
  })
})

describe("an open message", () => {
  it("is its sender's, and nothing of what it says travels on", async () => {
    expect((await world.send("POST /webhooks/genesys", bytesOf(message), signed(message))).status).toBe(202)
    const [sent] = await world.published("interaction-updated")
    expect(sent?.observed.identifiers).toEqual([{ kind: "phone", value: "+12025550143", source: "channel.from.id" }])
    expect(JSON.stringify(sent)).not.toMatch(/card|4111/)
  })

  it.each(["12025550143", "ada@example.com"])(
    "of the opaque id %s is nobody's number and nobody's address",
    async (id) => {
      const opaque = { ...message, channel: { ...message.channel, from: { id, idType: "Opaque" } } }
      await world.send("POST /webhooks/genesys", bytesOf(opaque), signed(opaque))
      const [sent] = await world.published("interaction-updated")
      expect(sent?.observed.identifiers).toMatchObject([{ kind: "social", value: `open:${id}` }])
    },
  )

  it("that comes again is dropped at the door", async () => {
    for (let i = 0; i < 3; i++) await world.send("POST /webhooks/genesys", bytesOf(message), signed(message))
    expect(await world.counts()).toEqual({ accepted: 3, irrelevant: 2, "irrelevant.repeated": 2 })
  })
})

describe("a token that cannot be verified just now", () => {
  it("is not let in, and asked for again", async () => {
    await world.close()
    const nowhere = { issuer: "http://127.0.0.1:9", audience: "kith", subjects: [] }
    world = openWorld({ oidc: nowhere, tokens: [Redacted.make("another token of ours")] })
    const claims = btoa(JSON.stringify({ iss: nowhere.issuer, aud: "kith" })).replaceAll("=", "")
    const jwt = `${btoa('{"alg":"RS256"}').replaceAll("=", "")}.${claims}.c2ln`
    const answer = await world.send("POST /webhooks/genesys", bytesOf(bodies.guide), { authorization: `Bearer ${jwt}` })
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "1" } })
    expect(await world.published("interaction-opened")).toEqual([])
  })
})
