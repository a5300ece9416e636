import { DeadLetters } from "@kith/core/documents/Collections"
import { Documents } from "@kith/core/documents/Documents"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { keyring, openWorld, retiredKeyring, token, tokenBefore, type World } from "./fixtures/World.ts"
import { receiveBody } from "./ReceiveEvent.ts"

let world: World
beforeEach(() => {
  world = openWorld()
})
afterEach(() => world.close())

/** The guide's payload, word for word. */
const guide = {
  id: "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
  type: "webchat",
  state: "ACTIVE",
  attributes: { custom: { visitorId: "uuid-anon-123", email: "john.doe@example.com" } },
  channels: [
    {
      id: "chan-123",
      type: "webchat",
      direction: "INBOUND",
      address: { id: "john.doe@example.com", label: "john.doe@example.com" },
    },
  ],
}
const wrapped = (eventType: string, interaction: object = {}) => ({
  eventType: `Interaction.${eventType}`,
  eventTime: "2026-01-05T10:00:00Z",
  interaction: { id: "i-1", ...interaction },
})
/** What the guide's pseudo-code reads when nobody is named. */
const recognisable = {
  ip_address: "8.8.8.8",
  channels: [{ type: "webchat", address: { id: "session-1", fingerprint: "fp-4711-0815" } }],
}
const email = { kind: "email", value: "john.doe@example.com" } as const
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/)

const kept = () => world.run(Documents.use((documents) => documents.list(DeadLetters, { limit: 10 })))

describe("an event", () => {
  it("is published redacted, and then accepted", async () => {
    const answer = await world.post(guide)
    expect(answer).toMatchObject({ status: 202, body: { accepted: true, eventId: uuid, disposition: "accepted" } })
    const [message, ...others] = await world.published("interaction-opened")
    expect(others).toEqual([])
    expect(message?.observed).toMatchObject({
      acceptId: answer.body["eventId"],
      interactionId: guide.id,
      suppressed: false,
    })
    expect(message?.observed.identifiers.map(({ kind, value }) => ({ kind, value }))).toEqual([
      email,
      { kind: "visitor", value: "uuid-anon-123" },
    ])
    expect(await world.counts()).toEqual({ accepted: 1 })
  })

  it.each([
    ["Created", "interaction-opened"],
    ["Started", "interaction-opened"],
    ["Linked", "interaction-opened"],
    ["Updated", "interaction-updated"],
    ["Ended", "interaction-updated"],
  ] as const)("of type %s travels on %s", async (type, topic) => {
    await world.post(wrapped(type, { attributes: { custom: { email: email.value } } }))
    expect(await world.published(topic)).toHaveLength(1)
  })

  it("carries nothing personal in its message's attributes", async () => {
    await world.post(guide)
    const [message] = await world.published("interaction-opened")
    expect(message?.attributes).not.toMatch(/john|anon/)
  })

  it("that repeats what was just said is irrelevant", async () => {
    for (let i = 0; i < 10; i++) await world.post(guide)
    expect(await world.published("interaction-opened")).toHaveLength(1)
    expect(await world.counts()).toEqual({ accepted: 10, irrelevant: 9, "irrelevant.repeated": 9 })
  })

  it.each([
    ["an update without news", wrapped("Updated"), "nothingNew"],
    [
      "our own echo",
      wrapped("Updated", { attributes: { custom: { resolvedCustomerId: "c-1", customerTier: "Gold" } } }),
      "ownEcho",
    ],
    ["a type of tomorrow", wrapped("Transcribed"), "unknownEventType"],
  ])("that is %s goes no further", async (_, body, reason) => {
    expect(await world.post(body)).toMatchObject({ status: 202, body: { disposition: "irrelevant" } })
    expect(await world.published("interaction-updated")).toEqual([])
    expect(await world.counts()).toEqual({ accepted: 1, irrelevant: 1, [`irrelevant.${reason}`]: 1 })
  })

  it("from tomorrow is taken for one of now, and counted", async () => {
    await world.post({ ...wrapped("Created"), eventTime: "2999-01-01T00:00:00Z" })
    const [message] = await world.published("interaction-opened")
    expect(message?.observed.at).toBe(message?.observed.receivedAt)
    expect(await world.counts()).toEqual({ accepted: 1, timeReplaced: 1 })
  })

  it("carries signals on, the address cut down to its network", async () => {
    await world.post({ ...guide, ...recognisable })
    const [message] = await world.published("interaction-opened")
    expect(message?.observed.signals.map(({ kind, value }) => [kind, value])).toEqual([
      ["device", "fp-4711-0815"],
      ["ip", "8.8.8.0/24"],
    ])
    expect(JSON.stringify(message)).not.toContain("8.8.8.8")
  })

  it("that says nothing but a signal is news once", async () => {
    for (let i = 0; i < 3; i++) await world.post(wrapped("Updated", recognisable))
    expect(await world.published("interaction-updated")).toHaveLength(1)
    expect(await world.counts()).toEqual({ accepted: 3, irrelevant: 2, "irrelevant.repeated": 2 })
  })

  it("that could not be published is not accepted, and is no repetition when it comes again", async () => {
    world.down.topics = true
    expect(await world.post(guide)).toMatchObject({ status: 503, headers: { "retry-after": "1" } })
    expect(await world.counts()).toEqual({})
    world.down.topics = false
    expect(await world.post(guide)).toMatchObject({ status: 202, body: { disposition: "accepted" } })
  })

  it("that is irrelevant is not accepted before that is counted", async () => {
    world.down.commits = true
    expect(await world.post(wrapped("Updated"))).toMatchObject({ status: 503 })
  })
})

describe("an event that names somebody forgotten", () => {
  const suppressed = async (body: unknown) => {
    expect(await world.post(body)).toMatchObject({ status: 202, body: { disposition: "suppressed" } })
    const [message] = await world.published("interaction-opened")
    expect(message?.observed).toMatchObject({ suppressed: true, identifiers: [], traits: [], signals: [], links: [] })
    expect(JSON.stringify(message)).not.toMatch(/john|anon|fp-4711|8\.8\.8/)
    expect(await world.counts()).toEqual({ accepted: 1 })
  }

  it("travels on without a personal value", async () => {
    await world.forget(email)
    await suppressed({ ...guide, ...recognisable })
  })

  it("is known by a tombstone of before the pepper changed", async () => {
    await world.forget(email, retiredKeyring)
    await suppressed(guide)
  })

  it("is known by its weakest identifier", async () => {
    await world.forget({ kind: "visitor", value: "uuid-anon-123" })
    await suppressed(guide)
  })

  it("is known by its interaction", async () => {
    await world.forgetInteraction(guide.id)
    await suppressed(guide)
  })

  it("is known by the interaction it continues", async () => {
    await world.forgetInteraction("i-0")
    await suppressed({ ...guide, linkedInteractionIds: ["i-0"] })
  })
})

describe("under overload", () => {
  const guessedBy = { ip_address: "8.8.8.8", user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0" }
  const routine = wrapped("Updated", guessedBy)
  beforeEach(() => {
    world.pressure.level = "overloaded"
  })

  it("a routine event is told to come later, and counted", async () => {
    const answer = await world.post(routine)
    expect(answer).toMatchObject({ status: 429, headers: { "retry-after": "15" }, body: { title: "Overloaded" } })
    expect(await world.counts()).toEqual({ "rejected.shed": 1 })
    world.pressure.level = "busy"
    expect(await world.post(routine)).toMatchObject({ status: 202, body: { disposition: "accepted" } })
  })

  it("a routine event of a workflow, which comes once, is left out and counted", async () => {
    const body = {
      eventTime: 1767607201949,
      conversationId: "00000001-0000-4000-8000-000000000000",
      participantId: "00000002-0000-4000-8000-000000000000",
      attributes: { ipAddress: "8.8.8.8" },
    }
    const answer = await world.post(body, "/webhooks/genesys/genesys-trigger-flat?topic=attributes")
    expect(answer).toMatchObject({ status: 202, body: { disposition: "irrelevant" } })
    expect(await world.counts()).toEqual({ accepted: 1, irrelevant: 1, "irrelevant.sampled": 1 })
  })

  it.each([
    ["opens", wrapped("Created", guessedBy)],
    ["starts", wrapped("Started", guessedBy)],
    ["links", wrapped("Linked", { ...guessedBy, linkedInteractionIds: ["i-0"] })],
    ["ends", wrapped("Ended", guessedBy)],
    ["is updated to an end", wrapped("Updated", { ...guessedBy, state: "Terminated" })],
    ["names somebody", wrapped("Updated", { attributes: { custom: { phone: "+12025550143" } } })],
    ["says what is kept of a person", wrapped("Updated", { attributes: { custom: { firstName: "Ann" } } })],
    ["names a parent", wrapped("Updated", { linkedInteractionIds: ["i-0"] })],
  ])("an event by which an interaction %s is taken all the same", async (_, event) => {
    expect(await world.post(event)).toMatchObject({ status: 202, body: { disposition: "accepted" } })
  })

  it("who proves nothing is told so, and not how things stand", async () => {
    const answer = await world.send("POST /webhooks/genesys", Buffer.from(JSON.stringify(routine)), {})
    expect(answer.status).toBe(401)
  })

  it("what is replayed is not turned away", async () => {
    const bytes = Buffer.from(JSON.stringify(routine))
    const answer = await world.run(receiveBody(bytes, "/webhooks/genesys", { authenticated: true }))
    expect(answer).toMatchObject({ status: 202 })
  })
})

describe("a body that is no event", () => {
  const noId = { ...guide, id: undefined, note: "card 4111 1111 1111 1111" }

  it("is refused with where it broke its shape, and kept once without its cards", async () => {
    const answer = await world.post(noId)
    expect(answer).toMatchObject({ status: 400, headers: { "content-type": "application/problem+json" } })
    expect(answer.body).toEqual({
      type: "urn:kith:problem:invalid-event",
      title: "Invalid event",
      status: 400,
      detail: "id: invalid_type",
    })
    await world.post(noId)
    const [record, ...others] = await kept()
    expect(others).toEqual([])
    expect(record?.body).toMatchObject({
      origin: { webhook: "/webhooks/genesys" },
      reason: "InvalidEvent",
      detail: "id: invalid_type",
      state: "waiting",
      data: { note: "card [card]", attributes: guide.attributes },
    })
    expect(await world.counts()).toEqual({ "rejected.invalid": 2 })
  })

  it("is found by the people it names, should they be forgotten", async () => {
    await world.post(noId)
    const found = await world.run(
      Documents.use((documents) => documents.find(DeadLetters, keyring.keyOf(email), { limit: 10 })),
    )
    expect(found).toHaveLength(1)
  })

  it("is kept without its content when it names somebody forgotten", async () => {
    await world.forget(email)
    await world.post(noId)
    expect((await kept())[0]?.body.data).toBe("[forgotten]")
  })

  it.each([
    ["half a JSON", '{"to":"john.doe@example.com","card":"4111111111111111', "notJson"],
    ["too deep", "[".repeat(40) + "]".repeat(40), "tooDeep"],
    ["poisoned", '{"id":"i-1","__proto__":{"isAdmin":true}}', "forbiddenKey"],
  ])("is kept as its text when it is %s", async (_, body, problem) => {
    expect(await world.post(body)).toMatchObject({ status: 400, body: { title: "Unreadable body", detail: problem } })
    const [record] = await kept()
    expect(record?.body.data).toBe(body.replace("4111111111111111", "[card]"))
  })

  it("hides nobody behind escapes", async () => {
    await world.forget(email)
    await world.post('{"to":"john.doe\\u0040example.com"')
    expect((await kept())[0]?.body.data).toBe("[forgotten]")
  })

  it("is refused for now while it cannot be kept", async () => {
    world.down.commits = true
    expect(await world.post(noId)).toMatchObject({ status: 503 })
  })

  it("of more than 256 KiB is refused and not kept", async () => {
    expect(await world.post({ ...guide, note: "x".repeat(256 * 1024) })).toMatchObject({ status: 413 })
    expect(await kept()).toEqual([])
    expect(await world.counts()).toEqual({ "rejected.tooLarge": 1 })
  })

  it("is an event when it is replayed after a fix", async () => {
    const replay = receiveBody(Buffer.from(JSON.stringify(guide)), "/webhooks/genesys", { authenticated: true })
    expect(await world.run(replay)).toMatchObject({ status: 202, body: { disposition: "accepted" } })
  })
})

describe("a sender", () => {
  const bytes = Buffer.from(JSON.stringify(guide, null, 2))
  const sent = (headers: Record<string, string>, body = bytes) => world.send("POST /webhooks/genesys", body, headers)

  it.each([token, tokenBefore])("proves itself with the token %j", async (live) => {
    expect((await sent({ authorization: `Bearer ${live}` })).status).toBe(202)
  })

  it.each(["secret of Genesys", "the secret before"])("signs the raw bytes with %j", async (secret) => {
    expect((await sent({ "x-hub-signature-256": world.signature(bytes, "base64", secret) })).status).toBe(202)
  })

  it.each([
    ["nothing", () => ({})],
    ["a wrong token", () => ({ authorization: "Bearer wrong" })],
    ["a signature in hexadecimal", () => ({ "x-hub-signature-256": world.signature(bytes, "hex") })],
    [
      "a signature of the same JSON in other bytes",
      () => ({
        "x-hub-signature-256": world.signature(Buffer.from(JSON.stringify(guide))),
      }),
    ],
    [
      "a signature with another secret",
      () => ({ "x-hub-signature-256": world.signature(bytes, "base64", "another secret") }),
    ],
    ["half a signature", () => ({ "x-hub-signature-256": "sha256=AAAA" })],
  ])("with %s is refused, counted, and not heard", async (_, headers) => {
    expect(await sent(headers())).toMatchObject({ status: 401, headers: { "www-authenticate": "Bearer" } })
    expect(await world.published("interaction-opened")).toEqual([])
    expect(await kept()).toEqual([])
    expect(await world.counts()).toEqual({ "rejected.unauthenticated": 1 })
  })

  it("may force the dialect in the path", async () => {
    expect((await world.post(guide, "/webhooks/genesys/guide")).status).toBe(202)
    expect((await world.post(guide, "/webhooks/genesys/genesys-eventbridge")).status).toBe(400)
    expect((await world.post(guide, "/webhooks/genesys/klingon")).status).toBe(404)
  })

  it.each([
    ["GET /health", 200],
    ["GET /webhooks/genesys", 405],
    ["POST /elsewhere", 404],
  ])("asking %s is answered %d", async (request, status) => {
    expect((await world.send(request, bytes, {})).status).toBe(status)
  })
})
