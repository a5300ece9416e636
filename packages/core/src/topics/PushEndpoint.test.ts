import { Effect, Layer, Logger } from "effect"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { DocumentsAreUnavailable } from "../documents/Documents.ts"
import type { HttpRequest } from "../http/Http.ts"
import { VendorIsUnavailable, VendorRefused } from "../http/Vendor.ts"
import { say } from "../telemetry/Harmless.ts"
import { loggingLayer } from "../telemetry/Logging.ts"
import type { Fact } from "./Delivery.ts"
import { PushAuthentication, PushIsUnauthenticated } from "./PushAuthentication.ts"
import { consumer, deadLetterEndpoint, pushEndpoint, type Received } from "./PushEndpoint.ts"
import { type OutgoingMessage, TopicIsUnavailable, Topics } from "./Topics.ts"

const IdentityResolved = z.strictObject({ customerId: z.string().max(10) })
type Handle = (message: Received<{ customerId: string }>) => Effect.Effect<void, Fact>

const subscription = "identity-resolved-to-writeback"

const push = (data: unknown, extra: { path?: string; method?: string; attributes?: Record<string, string> } = {}) => {
  const message = {
    data: Buffer.from(typeof data === "string" ? data : JSON.stringify(data)).toString("base64"),
    attributes: extra.attributes ?? {},
    messageId: "11",
    message_id: "11",
    publishTime: "2026-01-02T03:04:05.678Z",
    publish_time: "2026-01-02T03:04:05.678Z",
  }
  const envelope = { message, subscription: "projects/p/subscriptions/somebody-elses", deliveryAttempt: 3 }
  return request(JSON.stringify(envelope), extra)
}

const request = (body: string, { path = `/push/${subscription}`, method = "POST" } = {}): HttpRequest => ({
  method,
  path,
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.from(body),
})

/** What a pushed message led to: the answer, what was published where, and the log. */
const deliver = async (
  handle: Handle,
  pushed: HttpRequest,
  { topicsAreDown = false, authentication = PushAuthentication.layerWaived } = {},
) => {
  const published: Array<{ topic: string; messages: ReadonlyArray<OutgoingMessage> }> = []
  let log = ""
  const topics = Layer.succeed(Topics, {
    publish: (topic, messages) =>
      topicsAreDown
        ? Effect.fail(new TopicIsUnavailable({ topic, reason: say`down` }))
        : Effect.sync(() => void published.push({ topic, messages })),
  })
  const logging = loggingLayer({ service: "writeback" }, { write: (text) => (log += text) })
  const endpoint = pushEndpoint("writeback", [
    consumer("identity-resolved", IdentityResolved, handle),
    consumer("person-forgotten", z.strictObject({}), () => Effect.void),
  ])
  const response = await Effect.runPromise(endpoint(pushed).pipe(Effect.provide([topics, authentication, logging])))
  return { response, published, log }
}

const failing = (fact: Fact) => () => Effect.fail(fact)

describe("pushEndpoint", () => {
  it("acks what was consumed, and hands over message, attempt and time", async () => {
    const received: Array<Received<unknown>> = []
    const { response, log } = await deliver(
      (message) => Effect.sync(() => void received.push(message)),
      push({ customerId: "c1" }, { attributes: { origin: "test" } }),
    )
    expect(response.status).toBe(204)
    expect(received).toEqual([
      {
        data: { customerId: "c1" },
        messageId: "11",
        attempt: 3,
        publishedAt: Date.parse("2026-01-02T03:04:05.678Z"),
        attributes: { origin: "test" },
      },
    ])
    expect(log).toBe("")
  })

  it("asks for another delivery on a fact that passes, after the time its vendor asked for", async () => {
    const store = new DocumentsAreUnavailable({ operation: "commit", reason: say`timeout` })
    expect((await deliver(failing(store), push({ customerId: "c1" }))).response).toMatchObject({
      status: 503,
      headers: { "retry-after": "1" },
    })
    const vendor = new VendorIsUnavailable({ system: say`genesys`, reason: say`status 429`, retryAfterMillis: 90_100 })
    const { response, published } = await deliver(failing(vendor), push({ customerId: "c1" }))
    expect(response).toMatchObject({ status: 503, headers: { "retry-after": "91" } })
    expect(published).toEqual([])
  })

  it("moves what can never be consumed to the subscription's dead letters, then acks", async () => {
    const refused = new VendorRefused({ system: say`salesforce`, reason: say`several records match` })
    const { response, published } = await deliver(
      failing(refused),
      push({ customerId: "c1" }, { attributes: { traceparent: "t" } }),
    )
    expect(response.status).toBe(204)
    expect(published).toEqual([
      {
        topic: `${subscription}-dead-letter`,
        messages: [
          {
            data: { customerId: "c1" },
            attributes: {
              traceparent: "t",
              reason: "VendorRefused",
              detail: "salesforce refused: several records match",
              subscription,
            },
          },
        ],
      },
    ])
  })

  it.each([
    ["is no JSON", "john.doe@example.com", "john.doe@example.com", "body: invalid_json"],
    ["lacks a field", { customer: "john" }, { customer: "john" }, "customerId: invalid_type"],
    ["has a field too long", { customerId: "x".repeat(11) }, { customerId: "x".repeat(11) }, "customerId: too_big"],
    ["has a field too many", { customerId: "c", john: 1 }, { customerId: "c", john: 1 }, "body: unrecognized_keys"],
  ])("dead-letters data that %s as it came, unseen by the handler", async (_what, data, kept, detail) => {
    const { response, published } = await deliver(() => Effect.die("must not run"), push(data))
    expect(response.status).toBe(204)
    expect(published[0]?.messages[0]).toEqual({
      data: kept,
      attributes: { reason: "MessageIsUnreadable", detail, subscription },
    })
  })

  it("keeps a message whose dead letter could not be stored", async () => {
    const refused = new VendorRefused({ system: say`salesforce`, reason: say`no` })
    const { response } = await deliver(failing(refused), push({ customerId: "c1" }), { topicsAreDown: true })
    expect(response.status).toBe(503)
  })

  it("answers a bug with a 500, so that the message comes again", async () => {
    const { response, log } = await deliver(() => Effect.die(new Error("oops")), push({ customerId: "c1" }))
    expect(response.status).toBe(500)
    expect(JSON.parse(log)).toMatchObject({ severity: "ERROR", subscription, messageId: "11", attempt: 3 })
  })

  it("logs one line for a failed delivery, without its data", async () => {
    const refused = new VendorRefused({ system: say`salesforce`, reason: say`no` })
    const { log } = await deliver(failing(refused), push({ customerId: "canary" }))
    expect(log.trim().split("\n")).toHaveLength(1)
    expect(JSON.parse(log)).toMatchObject({ subscription, messageId: "11", attempt: 3, fact: "VendorRefused" })
    expect(log).not.toContain("canary")
  })

  it("continues the trace that the message came with", async () => {
    const trace = "0af7651916cd43dd8448eb211c80319c"
    const seen: Array<string> = []
    await deliver(
      () => Effect.map(Effect.orDie(Effect.currentSpan), (span) => void seen.push(span.traceId)),
      push({ customerId: "c1" }, { attributes: { traceparent: `00-${trace}-b7ad6b7169203331-01` } }),
    )
    expect(seen).toEqual([trace])
  })

  it.each([
    ["another service's subscription", push({}, { path: "/push/identity-resolved-to-crm-sync" }), 404],
    ["another method", push({}, { method: "GET" }), 405],
    ["no JSON", request("hello"), 400],
    ["no envelope", request("{}"), 400],
    ["data that is no base64", request('{"message":{"messageId":"1","data":"%%%"}}'), 400],
  ])("answers %s with %3$i", async (_what, pushed, status) => {
    expect((await deliver(() => Effect.die("must not run"), pushed)).response.status).toBe(status)
  })

  it("answers 401 to whoever is not our subscription, before it looks at the body", async () => {
    const authentication = Layer.succeed(PushAuthentication, {
      verify: () => Effect.fail(new PushIsUnauthenticated({ reason: "token-refused" })),
    })
    const { response } = await deliver(() => Effect.die("must not run"), request("hello"), { authentication })
    expect(response.status).toBe(401)
  })

  it("cannot be made without a consumer for each of the service's topics", () => {
    expect(() => pushEndpoint("resolver", [])).toThrow("resolver does not consume interaction-opened")
  })
})

describe("deadLetterEndpoint", () => {
  const path = `/push/${subscription}-dead-letter-to-console`
  const run = (keep: Parameters<typeof deadLetterEndpoint<never>>[0], pushed: HttpRequest) =>
    Effect.runPromise(
      deadLetterEndpoint(keep)(pushed).pipe(Effect.provide([PushAuthentication.layerWaived, Logger.layer([])])),
    )

  it("hands over anything with the subscription it was meant for", async () => {
    const kept: Array<unknown> = []
    const keep = (origin: { topic: string; service: string }, { data }: Received<unknown>) =>
      Effect.sync(() => void kept.push([origin.topic, origin.service, data]))
    expect((await run(keep, push("no JSON", { path }))).status).toBe(204)
    expect((await run(keep, push({ any: 1 }, { path }))).status).toBe(204)
    expect(kept).toEqual([
      ["identity-resolved", "writeback", "no JSON"],
      ["identity-resolved", "writeback", { any: 1 }],
    ])
  })

  it("gives nothing up a second time", async () => {
    const refused = Effect.fail(new VendorRefused({ system: say`x`, reason: say`no` }))
    expect((await run(() => refused, push({}, { path }))).status).toBe(503)
  })
})
