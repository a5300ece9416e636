import { afterEach, describe, expect, it } from "vitest"
import { type GenesysOrg, type GenesysOrgOptions, startGenesysOrg } from "./GenesysOrg.ts"
import type { EventBridgeEvent } from "./genesys/Envelope.ts"
import type { GuideEvent } from "./genesys/GuideEvents.ts"

const client = { clientId: "kith", clientSecret: "a secret: with a colon" }
const clock = { now: 0 }
const running: Array<GenesysOrg> = []

const start = async (options: Partial<GenesysOrgOptions> = {}) => {
  clock.now = Date.parse("2026-01-05T10:00:00.000Z")
  const org = await startGenesysOrg({ ...client, unknownInteractions: "refuse", now: () => clock.now, ...options })
  running.push(org)
  return org
}
afterEach(() => Promise.all(running.splice(0).map((org) => org.stop())))

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`

const login = (org: GenesysOrg, change: RequestInit = {}) =>
  fetch(`${org.loginUrl}/oauth/token`, {
    method: "POST",
    headers: { authorization: basic(client.clientId, client.clientSecret) },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
    ...change,
  })

const tokenOf = async (org: GenesysOrg): Promise<string> =>
  ((await (await login(org)).json()) as { access_token: string }).access_token

const patch = (org: GenesysOrg, path: string, token: string, body: unknown, headers = {}) =>
  fetch(org.url + path, {
    method: "PATCH",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  })

const opened = async (options: Partial<GenesysOrgOptions> = {}) => {
  const org = await start(options)
  const { id, participants } = org.openConversation({
    id: "c-1",
    participantId: "p-1",
    mediaType: "VOICE",
    ani: "tel:+3227001234",
    dnis: "tel:+3228005678",
    attributes: { language: "nl" },
  })
  const participantPath = `/api/v2/conversations/${id}/participants/${participants[0]?.id}/attributes`
  return { org, token: await tokenOf(org), participantPath, interactionPath: `/api/v2/interactions/${id}` }
}

describe("logging in", () => {
  it("gives a token for Basic credentials and a form that asks for client credentials", async () => {
    const answer = await login(await start({ tokenSeconds: 300 }))
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ token_type: "bearer", expires_in: 300 })
  })

  it.each([
    ["a wrong secret", { headers: { authorization: basic("kith", "guess") } }, 401, "invalid_client"],
    ["another grant", { body: new URLSearchParams({ grant_type: "password" }) }, 400, "unsupported_grant_type"],
    ["no credentials", { headers: {} }, 400, "invalid_request"],
    [
      "JSON",
      {
        body: "{}",
        headers: { authorization: basic("kith", "x"), "content-type": "application/json" },
      },
      400,
      "invalid_request",
    ],
  ])("refuses %s", async (_, change, status, error) => {
    const answer = await login(await start(), change)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ error })
  })

  it("happens on a host of its own", async () => {
    const org = await start()
    expect((await fetch(`${org.url}/oauth/token`, { method: "POST" })).status).toBe(401)
    expect((await fetch(`${org.loginUrl}/api/v2/interactions/c-1`)).status).toBe(404)
  })

  it("leaves no secret in the record", async () => {
    const org = await start()
    await login(org)
    expect(org.logins()).toMatchObject([{ path: "/oauth/token", status: 200 }])
    expect(await (await fetch(`${org.loginUrl}/simulator/calls/1`)).json()).toEqual({})
  })
})

describe("a token", () => {
  it("is demanded of every call", async () => {
    const { org, participantPath } = await opened()
    const answer = await fetch(org.url + participantPath, { method: "PATCH" })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ status: 401, code: "authentication.required", messageParams: {} })
  })

  it("dies at its hour, however much it is used", async () => {
    const { org, token, participantPath } = await opened({ tokenSeconds: 300 })
    clock.now += 299_999
    expect((await patch(org, participantPath, token, { attributes: {} })).status).toBe(204)
    clock.now += 1
    expect((await patch(org, participantPath, token, { attributes: {} })).status).toBe(401)
  })

  it("can be taken away", async () => {
    const { org, token, participantPath } = await opened()
    org.trouble.expireSessions()
    expect((await patch(org, participantPath, token, { attributes: {} })).status).toBe(401)
  })
})

describe("participant attributes", () => {
  it("merge into those that are there", async () => {
    const { org, token, participantPath } = await opened()
    const answer = await patch(org, participantPath, token, { attributes: { kith_id: "C1" } })
    expect(answer.status).toBe(204)
    expect(org.interaction("c-1")?.participants[0]?.attributes).toEqual({ language: "nl", kith_id: "C1" })
  })

  it.each([
    ["a number", { attributes: { identityConfidence: 0.95 } }],
    ["an object", { attributes: { profile: { name: "x" } } }],
    ["null", { attributes: { tier: null } }],
    ["no map", { attributes: ["x"] }],
    ["no JSON", "{"],
  ])("are strings: %s is refused whole", async (_, body) => {
    const { org, token, participantPath } = await opened()
    const answer = await patch(org, participantPath, token, body)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ status: 400, code: "bad.request" })
    expect(org.interaction("c-1")?.participants[0]?.attributes).toEqual({ language: "nl" })
  })

  it.each([
    ["a long name", { ["n".repeat(9)]: "v" }],
    ["a long value", { n: "v".repeat(11) }],
    ["too many", { a: "", b: "", c: "" }],
    ["too much together", { a: "v".repeat(10), b: "v".repeat(10) }],
  ])("have limits: %s is refused", async (_, attributes) => {
    const attributeLimits = { longestName: 8, longestValue: 10, most: 3, longestTotal: 30 }
    const { org, token, participantPath } = await opened({ attributeLimits })
    expect((await patch(org, participantPath, token, { attributes })).status).toBe(400)
    expect((await patch(org, participantPath, token, { attributes: { a: "1", b: "2" } })).status).toBe(204)
  })

  it.each([
    "/api/v2/conversations/c-2/participants/p-1/attributes",
    "/api/v2/conversations/c-1/participants/p-2/attributes",
  ])("of somebody unknown are not found: %s", async (path) => {
    const { org, token } = await opened()
    expect((await patch(org, path, token, { attributes: { a: "1" } })).status).toBe(404)
  })

  it("are taken after the end, and marked as too late for analytics", async () => {
    const { org, token, participantPath } = await opened()
    org.endConversation("c-1")
    expect((await patch(org, participantPath, token, { attributes: { a: "1" } })).status).toBe(204)
    expect(org.interaction("c-1")).toMatchObject({ state: "ENDED", participants: [{ late: ["a"] }] })
  })
})

describe("the guide's interaction", () => {
  it("takes custom attributes with numbers, and answers with what it now holds", async () => {
    const { org, token, interactionPath } = await opened()
    const custom = { resolvedCustomerId: "CUST-98765", identityConfidence: 0.95 }
    const answer = await patch(org, interactionPath, token, { attributes: { custom } })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ id: "c-1", attributes: { custom: { language: "nl", ...custom } } })
    const seen = await fetch(`${org.url}/simulator/interactions/c-1`)
    expect(await seen.json()).toMatchObject({ attributes: { custom: { language: "nl", ...custom } } })
  })

  it("takes no nested value", async () => {
    const { org, token, interactionPath } = await opened()
    const body = { attributes: { custom: { profile: { name: "x" } } } }
    expect((await patch(org, interactionPath, token, body)).status).toBe(400)
  })

  it("is not found when the org never opened it", async () => {
    const { org, token } = await opened()
    const answer = await patch(org, "/api/v2/interactions/other", token, { attributes: { custom: { a: "1" } } })
    expect(answer.status).toBe(404)
    expect((await fetch(`${org.url}/simulator/interactions/other`)).status).toBe(404)
  })

  it("is adopted where the org was told so, and only by a good write", async () => {
    const { org, token } = await opened({ unknownInteractions: "adopt" })
    await patch(org, "/api/v2/interactions/other", token, { attributes: { custom: { a: [] } } })
    expect(org.interaction("other")).toBeUndefined()
    await patch(org, "/api/v2/interactions/other", token, { attributes: { custom: { a: "1" } } })
    await patch(org, "/api/v2/conversations/other/participants/p-7/attributes", token, { attributes: { b: "2" } })
    expect(org.interaction("other")).toMatchObject({
      adopted: true,
      participants: [{ attributes: { a: "1" } }, { id: "p-7" }],
    })
  })
})

describe("the rate limit", () => {
  it("tells every caller how it stands", async () => {
    const { org, token, participantPath } = await opened()
    await patch(org, participantPath, token, { attributes: {} })
    clock.now += 20_500
    const answer = await patch(org, participantPath, token, { attributes: { n: 1 } })
    const header = (name: string) => answer.headers.get(`inin-ratelimit-${name}`)
    expect([header("count"), header("allowed"), header("reset")]).toEqual(["2", "300", "40"])
    expect(answer.headers.get("inin-correlation-id")).toMatch(/^[0-9a-f-]{36}$/)
  })

  it("refuses without effect, says when to come back, and keeps its word", async () => {
    const { org, token, participantPath } = await opened({ allowedPerMinute: 1 })
    await patch(org, participantPath, token, { attributes: { first: "1" } })
    clock.now += 48_000
    const refused = await patch(org, participantPath, token, { attributes: { second: "2" } })
    expect(refused.status).toBe(429)
    expect(refused.headers.get("retry-after")).toBe("12")
    expect(await refused.json()).toMatchObject({
      code: "too.many.requests.retry.after",
      messageParams: { retryAfter: "12" },
    })
    expect(org.interaction("c-1")?.participants[0]?.attributes).toEqual({ language: "nl", first: "1" })
    clock.now += 12_000
    expect((await patch(org, participantPath, token, { attributes: { second: "2" } })).status).toBe(204)
  })

  it("counts each token for itself", async () => {
    const { org, token, participantPath } = await opened({ allowedPerMinute: 1 })
    expect((await patch(org, participantPath, token, { attributes: {} })).status).toBe(204)
    expect((await patch(org, participantPath, await tokenOf(org), { attributes: {} })).status).toBe(204)
  })
})

describe("a request", () => {
  it("of more than 512,000 bytes is too large", async () => {
    const { org, token, participantPath } = await opened()
    expect((await patch(org, participantPath, token, " ".repeat(512_001))).status).toBe(413)
  })

  it.each([
    ["PATCH", "/api/v2/unheard-of", 404],
    ["DELETE", "/api/v2/interactions/c-1", 405],
    ["PATCH", "/api/v2/interactions/%E0%A4%A", 404],
  ])("%s %s is answered %i", async (method, path, status) => {
    const { org, token } = await opened()
    const answer = await fetch(org.url + path, { method, headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(status)
  })

  it("of another media type is refused", async () => {
    const { org, token, participantPath } = await opened()
    expect((await patch(org, participantPath, token, "{}", { "content-type": "text/plain" })).status).toBe(415)
  })

  it("is recorded with its idempotency key, its bodies apart", async () => {
    const { org, token, interactionPath } = await opened()
    await patch(org, interactionPath, token, { attributes: { custom: {} } }, { "idempotency-key": "c-1:3" })
    const { calls } = (await (await fetch(`${org.url}/simulator/calls`)).json()) as { calls: unknown }
    expect(calls).toEqual([
      { number: 1, at: clock.now, method: "PATCH", path: interactionPath, status: 200, idempotencyKey: "c-1:3" },
    ])
    const bodies = (await (await fetch(`${org.url}/simulator/calls/1`)).json()) as { request: string }
    expect(bodies.request).toBe('{"attributes":{"custom":{}}}')
  })
})

describe("trouble", () => {
  it("takes the org down and brings it back, over HTTP too", async () => {
    const { org, token, participantPath } = await opened()
    const order = (body: object) =>
      fetch(`${org.url}/simulator/trouble`, { method: "POST", body: JSON.stringify(body) })
    expect((await order({ down: true })).status).toBe(204)
    expect((await patch(org, participantPath, token, { attributes: { a: "1" } })).status).toBe(503)
    expect((await login(org)).status).toBe(503)
    expect(org.interaction("c-1")?.participants[0]?.attributes).toEqual({ language: "nl" })
    await order({ down: false })
    expect((await patch(org, participantPath, token, { attributes: { a: "1" } })).status).toBe(204)
    expect((await order({ downn: true })).status).toBe(400)
  })

  it("loses the answer to the next write that succeeds, and only that", async () => {
    const { org, token, participantPath } = await opened()
    org.trouble.loseNextResponse()
    expect((await patch(org, participantPath, token, { attributes: { a: 1 } })).status).toBe(400)
    await expect(patch(org, participantPath, token, { attributes: { a: "1" } })).rejects.toThrow("fetch failed")
    expect(org.interaction("c-1")?.participants[0]?.attributes).toEqual({ language: "nl", a: "1" })
    expect(org.calls().at(-1)).toMatchObject({ status: 204, answerLost: true })
    expect((await patch(org, participantPath, token, { attributes: { a: "1" } })).status).toBe(204)
  })
})

describe("the org's events", () => {
  it("echo a write in the dialect it was made in", async () => {
    const heard: Array<GuideEvent | EventBridgeEvent> = []
    const echo = (event: GuideEvent | EventBridgeEvent) => void heard.push(event)
    const { org, token, participantPath, interactionPath } = await opened({ echo })
    await patch(org, participantPath, token, { attributes: { a: "1" } })
    await patch(org, interactionPath, token, { attributes: { custom: { b: 2 } } })
    await org.echoesSettled()
    expect(heard).toMatchObject([
      {
        "detail-type": "v2.detail.events.conversation.{id}.attributes",
        detail: { eventBody: { participantId: "p-1", attributes: { language: "nl", a: "1" } } },
      },
      { eventType: "Interaction.Updated", interaction: { attributes: { custom: { language: "nl", a: "1", b: 2 } } } },
    ])
  })

  it("do not echo a refused write, nor fail the caller when nobody takes the echo", async () => {
    const echo = () => Promise.reject(new Error("the ingress is away"))
    const { org, token, participantPath } = await opened({ echo })
    await patch(org, participantPath, token, { attributes: { a: 1 } })
    expect(await org.echoesSettled()).toBe(0)
    expect((await patch(org, participantPath, token, { attributes: { a: "1" } })).status).toBe(204)
    expect(await org.echoesSettled()).toBe(1)
  })

  it("start a call in the EventBridge envelope: literal {id} outside, the real one inside, milliseconds within", async () => {
    const { org } = await opened()
    const event = org.eventBridgeEvent("customer.start", "c-1")
    expect(event).toMatchObject({
      version: "0",
      "detail-type": "v2.detail.events.conversation.{id}.customer.start",
      time: "2026-01-05T10:00:00Z",
      detail: {
        topicName: "v2.detail.events.conversation.c-1.customer.start",
        version: "2",
        timestamp: "2026-01-05T10:00:00.000Z",
        eventBody: {
          eventTime: clock.now,
          conversationId: "c-1",
          participantId: "p-1",
          mediaType: "VOICE",
          direction: "INBOUND",
          ani: "tel:+3227001234",
          dnis: "tel:+3228005678",
        },
      },
    })
    expect(event.detail.eventBody).not.toHaveProperty("attributes")
    expect(Object.values(event.detail.eventBody)).not.toContain(undefined)
  })

  it("tell attributes as strings, without an address", async () => {
    const { org } = await opened()
    clock.now += 5_000
    org.setAttributes("c-1", { score: 7 })
    const { eventBody } = org.eventBridgeEvent("attributes", "c-1").detail
    expect(eventBody).toMatchObject({ eventTime: clock.now, attributes: { language: "nl", score: "7" } })
    expect(eventBody).not.toHaveProperty("ani")
  })

  it("keep what was set on an agent apart from the customer", async () => {
    const { org } = await opened()
    const agent = org.joinConversation("c-1", { purpose: "agent", attributes: { note: "vip" } })
    expect(org.eventBridgeEvent("attributes", "c-1", agent.id).detail.eventBody["attributes"]).toEqual({ note: "vip" })
    expect(org.eventBridgeEvent("attributes", "c-1").detail.eventBody["attributes"]).toEqual({ language: "nl" })
  })

  it("end with the duration", async () => {
    const { org } = await opened()
    clock.now += 60_000
    org.endConversation("c-1")
    expect(org.eventBridgeEvent("customer.end", "c-1").detail.eventBody).toMatchObject({
      eventTime: clock.now,
      interactingDurationMs: 60_000,
      disconnectType: "PEER",
    })
    expect(org.guideEvent("Interaction.Ended", "c-1")).toMatchObject({ interaction: { state: "ENDED" } })
  })

  it("speak the guide's dialect: the customer's address by direction, links once there are any", async () => {
    const org = await start()
    org.openConversation({ id: "chat", mediaType: "CHAT", addressFrom: "john.doe@example.com" })
    org.openConversation({
      id: "call",
      mediaType: "VOICE",
      direction: "OUTBOUND",
      ani: "+3228005678",
      dnis: "+3227001234",
    })
    org.linkConversation("call", "chat")
    expect(org.guideEvent("Interaction.Created", "chat")).toMatchObject({
      eventTime: "2026-01-05T10:00:00.000Z",
      interaction: { type: "webchat", channels: [{ direction: "INBOUND", address: { id: "john.doe@example.com" } }] },
    })
    expect(org.guideEvent("Interaction.Created", "chat").interaction).not.toHaveProperty("linkedInteractionIds")
    expect(org.guideEvent("Interaction.Linked", "call").interaction).toMatchObject({
      type: "voice",
      linkedInteractionIds: ["chat"],
      channels: [{ address: { id: "+3227001234" } }],
    })
  })
})
