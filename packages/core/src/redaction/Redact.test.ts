import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Identifier } from "../identifier/Identifier.ts"
import { defaultIdentifierPolicy as policy } from "../identifier/IdentifierPolicy.ts"
import { identify } from "../identifier/Identify.ts"
import { makeKeyring } from "../identifier/Keyring.ts"
import type { InteractionEvent } from "../interaction/InteractionEvent.ts"
import { InteractionObserved } from "../message/InteractionObserved.ts"
import { mayBeForgotten, redact } from "./Redact.ts"

const keyring = makeKeyring("a pepper of this test")
const personal = [
  "Ada",
  "fp-4711-0815",
  "203.0.113",
  "Chrome",
  "ada@example.com",
  "+12025550143",
  "uuid-anon-123",
  "003xx000004D8b2AAC",
  "i-0",
]
const nothing = { identifiers: [], traits: [], signals: [], links: [] }
const event: InteractionEvent = {
  eventKey: "event-1",
  dialect: "guide",
  kind: "opened",
  interactionId: "i-1",
  at: 5,
  channel: "voice",
  direction: "inbound",
  addresses: [{ name: "voice", value: "tel:+12025550143", source: "channels.0.address" }],
  attributes: [
    { name: "email", value: "ada@example.com", source: "attributes.custom.email" },
    { name: "salesforce_id", value: "003xx000004D8b2", source: "attributes.custom.salesforce_id" },
    { name: "visitorId", value: "uuid-anon-123", source: "attributes.custom.visitorId" },
    { name: "firstName", value: "Ada", source: "attributes.custom.firstName" },
  ],
  signals: [
    { kind: "device", value: "fp-4711-0815", source: "channels.0.address.fingerprint" },
    { kind: "ip", value: "203.0.113.7", source: "ip_address" },
    {
      kind: "userAgent",
      value:
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
      source: "user_agent",
    },
  ],
  externalContactIds: [],
  linkedTo: ["i-0"],
}

const telling = [
  ...["+12025550143", "4111 1111 1111 1111", "fp-of-a-device", "8.8.8.8", "2a00:1450:4001::200e", "1985-12-24"],
  "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/121.0",
]

const redacted = (
  told: Partial<InteractionEvent>,
  identifiers: ReadonlyArray<string>,
  interactions: ReadonlyArray<string> = [],
) => {
  const whole = { ...event, ...told }
  return redact({
    event: whole,
    identified: identify(whole, policy),
    forgotten: {
      identifier: ({ kind, value }: Identifier) => identifiers.includes(`${kind}:${value}`),
      interaction: (id) => interactions.includes(id),
    },
    acceptId: "accept-1",
    receivedAt: 6,
    keyring,
    policy,
  })
}

describe("redact", () => {
  it("passes on what an event asserts when nobody is forgotten", () => {
    const observed = redacted({}, [])
    expect(InteractionObserved.parse(observed)).toEqual(observed)
    expect(observed).toMatchObject({ suppressed: false, interactionId: "i-1", role: "customer", links: ["i-0"] })
    expect(observed.identifiers.map(({ value }) => value)).toEqual([
      "003xx000004D8b2AAC",
      "ada@example.com",
      "+12025550143",
      "uuid-anon-123",
    ])
    expect(observed.signals).toEqual([
      { kind: "device", value: "fp-4711-0815", source: "channels.0.address.fingerprint" },
      { kind: "ip", value: "203.0.113.0/24", source: "ip_address" },
      { kind: "userAgent", value: "Chrome/Windows/desktop", source: "user_agent" },
    ])
  })

  it.each([
    ["an identifier", ["email:ada@example.com"], []],
    ["the weakest identifier", ["visitor:uuid-anon-123"], []],
    ["the interaction itself", [], ["i-1"]],
    ["a linked interaction", [], ["i-0"]],
  ])("keeps no personal value when %s is forgotten", (_, identifiers, interactions) => {
    const observed = redacted({}, identifiers, interactions)
    expect(InteractionObserved.parse(observed)).toEqual(observed)
    expect(observed).toMatchObject({ suppressed: true, ...nothing, interactionId: "i-1" })
    for (const value of personal) expect(JSON.stringify(observed)).not.toContain(value)
  })

  it("hashes ids that are more than ids before it lets a suppressed event pass", () => {
    const told = { interactionId: "chat:ada@example.com", eventKey: "ada@example.com/1" }
    const observed = redacted({ ...told, participant: { id: "ada@example.com", role: "customer" } }, [
      "email:ada@example.com",
    ])
    expect(JSON.stringify(observed)).not.toContain("ada")
  })

  it("takes cards and forgotten people out of traits, and leaves identifiers alone", () => {
    const attributes = [
      { name: "company", value: "Acme, pay 4111 1111 1111 1111 or grace@example.com", source: "s" },
      { name: "external_id", value: "4111111111111111", source: "s" },
    ]
    const observed = redacted({ attributes }, ["email:grace@example.com"])
    expect(observed.traits[0]?.value).toBe("Acme, pay [card] or [forgotten]")
    expect(observed.identifiers[0]?.value).toBe("4111111111111111")
    expect(observed.suppressed).toBe(false)
  })

  it("asks about everybody it would pass on", () => {
    const identified = identify(event, policy)
    const asked = mayBeForgotten(
      event,
      { ...identified, traits: [{ name: "x", value: "or grace@example.com", source: "s" }] },
      policy,
    )
    expect(asked.identifiers.map(({ value }) => value)).toEqual([
      ...identified.identifiers.map(({ value }) => value),
      "grace@example.com",
    ])
    expect(asked.interactionIds).toEqual(["i-1", "i-0"])
  })

  it("is publishable and says nothing of a forgotten person, whoever that is and whatever stands beside them", () => {
    const attribute = fc.record({
      name: fc.constantFrom(
        "email",
        "phone",
        "firstName",
        "company",
        "external_id",
        "parentConversationId",
        "visitorId",
        "fingerprint",
        "ip_address",
        "user_agent",
        "dateOfBirth",
        "zip",
        "x",
      ),
      value: fc.oneof(fc.string(), fc.emailAddress(), fc.constantFrom(...telling)),
      source: fc.constant("attributes.custom"),
    })
    fc.assert(
      fc.property(fc.array(attribute, { maxLength: 60 }), fc.nat(), (attributes, pick) => {
        const whole = { ...event, attributes }
        const { identifiers, signals } = identify(whole, policy)
        const forgotten = identifiers[pick % identifiers.length] ?? { kind: "phone", value: "+12025550143" }
        const observed = redacted({ attributes }, [`${forgotten.kind}:${forgotten.value}`])
        expect(InteractionObserved.safeParse(observed).success).toBe(true)
        expect(observed).toMatchObject({ suppressed: true, ...nothing })
        for (const { value } of signals) expect(JSON.stringify(observed)).not.toContain(value)
        expect(InteractionObserved.safeParse(redacted({ attributes }, [])).success).toBe(true)
      }),
    )
  })
})
