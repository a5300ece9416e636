import { readdirSync, readFileSync } from "node:fs"
import { routes } from "@kith/console/api/routes"
import { webhookDialects } from "@kith/core/interaction/InteractionEvent"
import { deadLetterSubscriptionName, pushPath, subscriptionName, subscriptions } from "@kith/core/pipeline"
import fc from "fast-check"
import { bytesOf, canaryMark, damaged, mutated } from "./Mutate.ts"

/** A request of somebody who means no good, or whose program is broken. `canary` stands wherever a value may. */
export interface Input {
  readonly to: "webhook" | "console" | "push"
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly canary: string
}

export const webhookToken = "a-token-of-the-fuzzed-webhook"
export const consoleToken = "a-token-of-the-fuzzed-console"

const fixtures = new URL(".", import.meta.resolve("@kith/core/interaction/Decode"))
const golden = readdirSync(new URL("fixtures/", fixtures)).map(
  (file) =>
    JSON.parse(readFileSync(new URL(`fixtures/${file}`, fixtures), "utf8")) as { body: unknown; topic?: string },
)

const oneOf = <A>(...all: ReadonlyArray<A>): fc.Arbitrary<A> => fc.constantFrom(...all)
const text = fc.oneof(
  oneOf(canaryMark, "", "%", "%00", "..", "../../etc", "a".repeat(300), "{}", "\r\nset-cookie: x", "\u0000", "é"),
  fc.string({ unit: "binary", maxLength: 12 }),
)
const maybe = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { freq: 1, nil: undefined })

const headers = (token: string) =>
  fc
    .record({
      authorization: fc.oneof(
        { weight: 12, arbitrary: fc.constant(`Bearer ${token}`) },
        { weight: 1, arbitrary: text.map((value) => `Bearer ${value}`) },
        { weight: 1, arbitrary: text },
      ),
      "x-hub-signature-256": maybe(text.map((value) => `sha256=${value}`)),
      "x-genesys-topic": maybe(
        fc.oneof(oneOf("attributes", "customer.start", "v2.detail.events.conversation.{id}.customer.end"), text),
      ),
      traceparent: maybe(fc.oneof(oneOf("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0-0-0"), text)),
      "content-type": maybe(text),
      "if-none-match": maybe(text),
    })
    .map(
      (all) =>
        Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<string, string>,
    )

const webhookPaths = ["/webhooks/genesys", ...webhookDialects.map((dialect) => `/webhooks/genesys/${dialect}`)]

const webhook = fc.record({
  to: fc.constant("webhook" as const),
  method: fc.oneof(
    { weight: 30, arbitrary: fc.constant("POST") },
    { weight: 1, arbitrary: oneOf("GET", "PUT", "BREW") },
  ),
  path: fc.oneof(
    { weight: 6, arbitrary: fc.constant("/webhooks/genesys") },
    { weight: 3, arbitrary: oneOf(...webhookPaths) },
    { weight: 1, arbitrary: text.map((end) => `/webhooks/genesys/${end}`) },
  ),
  query: fc.oneof(
    { weight: 4, arbitrary: fc.constant("") },
    { weight: 1, arbitrary: text.map((topic) => new URLSearchParams({ topic }).toString()) },
    { weight: 1, arbitrary: fc.constant("topic=attributes") },
  ),
  headers: headers(webhookToken),
  body: damaged(mutated(oneOf(...golden.map(({ body }) => body)))),
})

/** Of every kind of order that the console takes; what one route does not know is hostile to it. */
const orders = [
  ...[
    { email: "ann@example.com" },
    { phone: "+12025550143" },
    { crm: { namespace: "salesforce", id: "003000000000001AAA" } },
  ],
  ...[
    { crm: "salesforce:003000000000001AAA" },
    { conversationId: "c-1" },
    { customerId: "00000000-0000-8000-8000-000000000001" },
  ],
  ...[{ email: "ann@example.com", dryRun: true }, { dryRun: true }, { dryRun: true, again: true }, {}, { after: "a" }],
  ...[{ a: { email: "ann@example.com" }, b: { phone: "+12025550143" }, dryRun: true }],
  ...[{ customerId: "00000000-0000-8000-8000-000000000001", formerId: "00000000-0000-8000-8000-000000000002" }],
  ...[{ tombstones: [{ key: "email:00000000:aaaaaaaaaaaaaaaaaaaaaa", at: 1 }] }, { policy: { linking: {} } }, []],
]

const parameter = fc.oneof(
  { weight: 2, arbitrary: oneOf("00000000-0000-8000-8000-000000000001", "c-1", "abc") },
  { weight: 1, arbitrary: text.map(encodeURIComponentSafely) },
)
function encodeURIComponentSafely(value: string): string {
  return encodeURIComponent(value.toWellFormed())
}

const routed = fc.tuple(oneOf(...Object.keys(routes)), parameter).map(([name, value]) => {
  const [method = "", path = ""] = name.split(" ")
  return { method, path: path.replaceAll(/:[A-Za-z]+/g, value) }
})

const console = fc
  .record({
    to: fc.constant("console" as const),
    routed,
    query: fc.oneof(
      { weight: 2, arbitrary: fc.constant("") },
      {
        weight: 1,
        arbitrary: fc
          .dictionary(oneOf("after", "limit", "reason", "state", "q", "format", "__proto__"), text, { maxKeys: 3 })
          .map((query) => new URLSearchParams(query).toString()),
      },
    ),
    headers: headers(consoleToken),
    body: damaged(mutated(oneOf<unknown>(...orders))),
  })
  .map(({ routed, ...rest }) => ({ ...rest, ...routed }))

const messages: ReadonlyArray<unknown> = [
  {
    schema: 1,
    acceptId: "accept-1",
    eventKey: "event-1",
    dialect: "guide",
    kind: "opened",
    interactionId: "i-1",
    role: "customer",
    at: 1_767_607_200_000,
    receivedAt: 1_767_607_200_000,
    channel: "voice",
    direction: "inbound",
    identifiers: [{ kind: "email", value: "ann@example.com", source: "attributes.email" }],
    traits: [{ name: "firstName", value: "Ann", source: "attributes.firstName" }],
    signals: [{ kind: "ip", value: "8.8.8.0", source: "ip_address" }],
    links: ["i-0"],
    suppressed: false,
  },
  { schema: 1, customerId: "00000000-0000-8000-8000-000000000001", profileVersion: 1 },
  { schema: 1, erasureId: "00000000-0000-8000-8000-000000000001" },
]

const pushes = subscriptions.flatMap((one) => [
  pushPath(subscriptionName(one)),
  pushPath(deadLetterSubscriptionName(one)),
])

const envelope = mutated(oneOf(...messages)).map((data) => ({
  message: {
    data: Buffer.from(data).toString("base64"),
    attributes: { cameInAt: "1767607200000", origin: "fuzz" },
    messageId: "1",
    publishTime: "2026-01-05T10:00:00.000Z",
  },
  subscription: "projects/fuzz/subscriptions/one",
  deliveryAttempt: 1,
}))

const push = fc.record({
  to: fc.constant("push" as const),
  method: fc.constant("POST"),
  path: fc.oneof(
    { weight: 20, arbitrary: oneOf(...pushes) },
    { weight: 1, arbitrary: text.map((name) => `/push/${name}`) },
  ),
  query: fc.constant(""),
  headers: headers("a-token-of-google"),
  body: damaged(
    fc.oneof(
      { weight: 3, arbitrary: envelope.map((one) => JSON.stringify(one)) },
      { weight: 1, arbitrary: mutated(envelope) },
    ),
  ),
})

const canary = fc.noBias(fc.nat(0xfffffff)).map((n) => `qanary${(n + 0x10000000).toString(16)}`)

/** The canary also stands in the base64 of a push, where its mark cannot be seen from outside. */
const withCanary = (text: string, canary: string): string =>
  text.replaceAll(canaryMark, canary).replaceAll(/"data":"([A-Za-z0-9+/=]*)"/g, (_, data: string) => {
    const inside = Buffer.from(data, "base64").toString().replaceAll(canaryMark, canary)
    return `"data":"${Buffer.from(inside).toString("base64")}"`
  })

export const inputs: fc.Arbitrary<Input> = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: webhook }, { weight: 2, arbitrary: console }, { weight: 2, arbitrary: push }),
    canary,
  )
  .map(([input, canary]): Input => {
    const marked = (value: string) =>
      value.replaceAll(encodeURIComponent(canaryMark), canary).replaceAll(canaryMark, canary)
    return {
      ...input,
      path: marked(input.path),
      query: marked(input.query),
      headers: Object.fromEntries(Object.entries(input.headers).map(([name, value]) => [name, marked(value)])),
      body: bytesOf({ ...input.body, text: withCanary(input.body.text, canary) }),
      canary,
    }
  })
