import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decode, recognise } from "./Decode.ts"
import type { Receipt } from "./Decoded.ts"
import { type WebhookDialect, webhookDialects } from "./InteractionEvent.ts"

const receipt: Receipt = {
  receivedAt: Date.parse("2026-01-05T10:01:40Z"),
  digest: (purpose: string, text: string) =>
    `${purpose}-${createHash("sha256").update(text).digest("hex").slice(0, 8)}`,
}

interface Golden {
  readonly title: string
  readonly body: unknown
  readonly expected: unknown
  /** Told beside the body. */
  readonly topic?: string
  /** Forced. */
  readonly dialect?: WebhookDialect
}

const fixtures = new URL("./fixtures/", import.meta.url)
const golden = readdirSync(fixtures).map((file) => {
  const read = JSON.parse(readFileSync(new URL(file, fixtures), "utf8")) as Golden
  return { file, ...read }
})

const keyOf = (body: unknown) => {
  const { decoded } = decode(body, receipt)
  return decoded._tag === "event" ? decoded.event.eventKey : undefined
}

describe("decode", () => {
  it.each(golden)("$file: $title", ({ body, expected, topic, dialect }) => {
    expect(decode(body, { ...receipt, ...(topic && { topic }) }, dialect)).toEqual(expected)
  })

  it("repeats the event key when a body says the same in another order", () => {
    const interaction = { id: "i-1", attributes: { custom: { email: "ada@example.com", phone: "+12025550143" } } }
    const reordered = { attributes: { custom: { phone: "+12025550143", email: "ada@example.com" } }, id: "i-1" }
    expect(keyOf(interaction)).toBe(keyOf(reordered))
  })

  it.each([
    ["another type", { eventType: "Interaction.Started", eventTime: 5, interaction: { id: "i-1" } }],
    ["another time", { eventType: "Interaction.Created", eventTime: 6, interaction: { id: "i-1" } }],
    ["another body", { eventType: "Interaction.Created", eventTime: 5, interaction: { id: "i-1", state: "ACTIVE" } }],
  ])("makes another event key of %s", (_, other) => {
    expect(keyOf(other)).not.toBe(keyOf({ eventType: "Interaction.Created", eventTime: 5, interaction: { id: "i-1" } }))
  })

  it("takes a time up to ten minutes ahead as it is", () => {
    const eventTime = receipt.receivedAt + 600_000
    const body = { eventType: "Interaction.Created", eventTime, interaction: { id: "i-1" } }
    expect(decode(body, receipt)).toMatchObject({ decoded: { event: { at: eventTime } }, timeReplaced: false })
  })

  it("reads a body in the dialect it is told, whatever it looks like", () => {
    expect(decode({ id: "i-1" }, receipt, "genesys-eventbridge").decoded._tag).toBe("invalid")
  })

  it("says where a body broke its shape without repeating the body", () => {
    const body = { id: "i-1", channels: [{ address: { id: ["ada@example.com"] } }] }
    expect(JSON.stringify(decode(body, receipt))).not.toContain("ada")
  })
})

describe("recognise", () => {
  it.each([
    ["eventbridge-start-voice", "genesys-eventbridge"],
    ["contact-merged-into", "genesys-eventbridge"],
    ["notification-start", "genesys-notification"],
    ["journey-conversation", "genesys-notification"],
    ["trigger-flat-start", "genesys-trigger-flat"],
    ["open-messaging-outbound", "genesys-open-messaging"],
    ["guide-bare", "guide"],
    ["guide-created", "guide"],
    ["guide-list", "guide"],
    ["guide-null", "guide"],
  ] as const)("takes %s for %s", (name, dialect) => {
    const found = golden.find(({ file }) => file === `${name}.json`)
    expect(recognise(found?.body, found?.topic === undefined ? {} : { topic: found.topic })).toBe(dialect)
  })

  it("takes what looks like nothing in particular for the guide's, unless a topic is told beside it", () => {
    expect(recognise({ conversationId: "c-1" })).toBe("guide")
    expect(recognise({ conversationId: "c-1" }, { topic: "customer.start" })).toBe("genesys-trigger-flat")
  })
})

describe("events of Genesys' topics", () => {
  const frame = (eventBody: object) => ({
    topicName: "v2.detail.events.conversation.c-1.attributes",
    eventBody: { conversationId: "c-1", eventTime: 5, ...eventBody },
  })

  it("have one key however often they are sent, and another when they say something else in the same millisecond", () => {
    const [email, phone] = [{ attributes: { email: "ada@example.com" } }, { attributes: { phone: "+12025550143" } }]
    expect(keyOf(frame(email))).toBe(keyOf({ ...frame(email), metadata: { CorrelationId: "another" } }))
    expect(keyOf(frame(email))).not.toBe(keyOf(frame(phone)))
  })

  it("merge contacts into one sighting, whichever of them tells it", () => {
    const sightings = ["contact-merged-into", "contact-merged-away"].map((name) => {
      const { decoded } = decode(golden.find(({ file }) => file === `${name}.json`)?.body, receipt)
      return decoded._tag === "event" ? decoded.event.interactionId : undefined
    })
    expect(new Set(sightings).size).toBe(1)
  })
})

/** Whoever it belongs to, it must not stand in an answer or a log. */
const canary = "ada.lovelace@example.com"

/** A body with something else at one place of it, or one place more. */
const damaged = (body: unknown, path: ReadonlyArray<number>, value: unknown): unknown => {
  const [step, ...rest] = path
  if (step === undefined || typeof body !== "object" || body === null) return value
  const entries = Object.entries(body)
  const at = step % (entries.length + 1)
  const changed =
    at === entries.length
      ? [...entries, [canary, value] as const]
      : entries.map(([key, was], i) => [key, i === at ? damaged(was, rest, value) : was] as const)
  return Array.isArray(body) ? changed.map(([, item]) => item) : Object.fromEntries(changed)
}

const anything = fc.oneof(
  fc.constantFrom<unknown>(canary, "", null, -1, 1e300, [], {}, [canary], { [canary]: canary }, canary.repeat(50)),
  fc.jsonValue({ maxDepth: 4 }),
)

describe("whatever is sent", () => {
  const body = fc.oneof(
    anything,
    fc
      .tuple(fc.constantFrom(...golden), fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }), anything)
      .map(([{ body }, path, value]) => damaged(body, path, value)),
  )
  const topic = fc.constantFrom(undefined, "customer.start", "attributes", "v2.externalcontacts.contacts.x", "{}")

  it("is decoded, passed over or refused, and a refusal repeats nothing of it", () => {
    fc.assert(
      fc.property(body, topic, fc.constantFrom(undefined, ...webhookDialects), (sent, beside, dialect) => {
        const { decoded } = decode(sent, { ...receipt, ...(beside && { topic: beside }) }, dialect)
        if (decoded._tag !== "invalid") return
        expect(decoded.issue).toMatch(/^[A-Za-z_0-9.?-]{1,200}: [a-z_]{1,40}$/)
        expect(decoded.issue).not.toContain("lovelace")
      }),
      { numRuns: 3_000 },
    )
  })
})
