import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Attribute, InteractionEvent } from "../interaction/InteractionEvent.ts"
import { defaultIdentifierPolicy } from "./IdentifierPolicy.ts"
import { identify } from "./Identify.ts"

const event = (told: Partial<InteractionEvent>): InteractionEvent => ({
  eventKey: "e",
  dialect: "guide",
  kind: "opened",
  interactionId: "i-1",
  at: 0,
  addresses: [],
  attributes: [],
  signals: [],
  externalContactIds: [],
  linkedTo: [],
  ...told,
})
const attributes = (all: Readonly<Record<string, string>>): ReadonlyArray<Attribute> =>
  Object.entries(all).map(([name, value]) => ({ name, value, source: `attributes.custom.${name}` }))
const named = (all: Readonly<Record<string, string>>) =>
  identify(event({ attributes: attributes(all) }), defaultIdentifierPolicy)
const keys = (all: Readonly<Record<string, string>>) =>
  named(all).identifiers.map(({ kind, value }) => `${kind}:${value}`)

describe("identify", () => {
  it.each([
    ["email", "email:ada@example.com"],
    ["E-Mail", "email:ada@example.com"],
    [" email address ", "email:ada@example.com"],
    ["context.email", "email:ada@example.com"],
    ["CUSTOMER_EMAIL", "email:ada@example.com"],
  ])("reads an address from an attribute named %j", (name, key) => {
    expect(keys({ [name]: "Ada@example.com" })).toEqual([key])
  })

  it.each(["phone", "Phone_Number", "ANI", "Ani", "searchANI", "CallerPhoneNumber", "context.phoneNumber"])(
    "reads a number from an attribute named %j",
    (name) => expect(keys({ [name]: "tel:+12025550143" })).toEqual(["phone:+12025550143"]),
  )

  it.each(["Customer  Phone", " ani", "ANI\u00a0", "\ufeffphone_number", "mobile-number", "Context . Phone"])(
    "reads a number from an attribute as dirty as %j",
    (name) => expect(keys({ [name]: "+12025550143" })).toEqual(["phone:+12025550143"]),
  )

  it("reads what an organisation calls it", () => {
    const identifiers = { phone: ["ani_in_identity_platform"] }
    const own = { ...defaultIdentifierPolicy, attributes: { ...defaultIdentifierPolicy.attributes, identifiers } }
    const told = event({ attributes: attributes({ " ANI_in_identity_platform": "+12025550143" }) })
    expect(identify(told, own).identifiers.map(({ value }) => value)).toEqual(["+12025550143"])
  })

  it.each([
    ["inbound", "ani", true],
    ["inbound", "dnis", false],
    ["inbound", "phone", true],
    ["outbound", "ANI", false],
    ["outbound", "callerPhoneNumber", false],
    ["outbound", "DNIS", true],
    ["outbound", "phone", true],
    [undefined, "ani", true],
    [undefined, "dnis", false],
  ] as const)("on an %s call takes %s for the customer's: %j", (direction, name, isTheirs) => {
    const told = event({ ...(direction && { direction }), attributes: attributes({ [name]: "+12025550143" }) })
    expect(identify(told, defaultIdentifierPolicy).identifiers).toHaveLength(isTheirs ? 1 : 0)
  })

  it.each([
    ["device_fingerprint", "fp-4711-0815", "device:fp-4711-0815"],
    ["DeviceFingerprint", "fp-4711-0815", "device:fp-4711-0815"],
    ["ip_address", "203.0.113.7", "ip:203.0.113.0/24"],
    [" IP Address ", "203.0.113.7", "ip:203.0.113.0/24"],
    ["X-Forwarded-For", "203.0.113.7, 10.0.0.1", "ip:203.0.113.0/24"],
    [
      "userAgent",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:121.0) Gecko/20100101 Firefox/121.0",
      "userAgent:Firefox/macOS/desktop",
    ],
  ])("reads a signal, and nobody, from an attribute named %j", (name, value, signal) => {
    const { signals, identifiers } = named({ [name]: value })
    expect(signals.map((s) => `${s.kind}:${s.value}`)).toEqual([signal])
    expect(identifiers).toEqual([])
  })

  it("reads a signal wherever it stands, each once, two of a kind", () => {
    const raw = (value: string) => ({ kind: "ip", value, source: "channels.0.ip_address" }) as const
    const { signals } = identify(
      event({
        signals: ["8.8.8.8", "9.9.9.9", "2001:db8:1::1", "10.0.0.1"].map(raw),
        attributes: attributes({ ip_address: "8.8.8.8" }),
      }),
      defaultIdentifierPolicy,
    )
    expect(signals).toEqual([
      { kind: "ip", value: "2001:db8:1::/48", source: "channels.0.ip_address" },
      { kind: "ip", value: "8.8.8.0/24", source: "attributes.custom.ip_address" },
    ])
  })

  it.each([
    ["dob", "24.12.1985", "dateOfBirth", "1985-12-24"],
    ["Birth Date", "19851224", "dateOfBirth", "1985-12-24"],
    ["date_of_birth", "1985-12-24", "dateOfBirth", "1985-12-24"],
    ["ZIP", "10001-1234", "postalCode", "100011234"],
    ["postcode", "sw1a 1aa", "postalCode", "SW1A1AA"],
    ["postal_code", "1000", "postalCode", "1000"],
  ])("reads %j of %j as the trait %s", (name, value, trait, said) => {
    const told = event({ at: Date.parse("2026-01-05T10:00:00Z"), attributes: attributes({ [name]: value }) })
    expect(identify(told, defaultIdentifierPolicy).traits).toEqual([
      { name: trait, value: said, source: `attributes.custom.${name}` },
    ])
  })

  it("puts the strongest kind first, and each identifier once", () => {
    const all = {
      visitorId: "uuid-anon-123",
      email: "ada@example.com",
      "E-Mail": "ADA@example.com",
      external_id: "C-1",
    }
    expect(keys(all)).toEqual(["crm.external:C-1", "email:ada@example.com", "visitor:uuid-anon-123"])
  })

  it("says where each value stood", () => {
    expect(named({ email: "ada@example.com" }).identifiers[0]?.source).toBe("attributes.custom.email")
  })

  it("reads traits, in order of name, without placeholders", () => {
    const { traits } = named({ lastName: " Love\nlace ", "context.firstName": "Ada", company: "n/a", shoeSize: "38" })
    expect(traits.map(({ name, value }) => [name, value])).toEqual([
      ["firstName", "Ada"],
      ["lastName", "Love lace"],
    ])
  })

  it("links to parents named in attributes, but never to itself", () => {
    const linked = event({
      linkedTo: ["i-2", "i-1"],
      attributes: attributes({ parentConversationId: "i-0", parentInteractionId: "i-2" }),
    })
    expect(identify(linked, defaultIdentifierPolicy).links).toEqual(["i-0", "i-2"])
  })

  it("never reads what our own write-back wrote", () => {
    const own = named({
      resolvedCustomerId: "c-1",
      customerTier: "Gold",
      identityConfidence: "0.95",
      kith_email: "a@example.com",
    })
    expect(own).toEqual({ identifiers: [], traits: [], signals: [], links: [], echo: true })
  })

  it("reads a customer tier that nobody but the sender can have written", () => {
    expect(named({ customerTier: "Gold" }).traits).toHaveLength(1)
  })

  it.each([
    ["voice", "tel:+12025550143", ["phone:+12025550143"]],
    ["voice", "sip:4711@pbx", []],
    ["sms", "+12025550143", ["phone:+12025550143"]],
    ["email", "Ada@example.com", ["email:ada@example.com"]],
    ["webchat", "ada@example.com", ["email:ada@example.com"]],
    ["webchat", "5f0c9f5e-session", []],
    ["whatsapp", "+12025550143", ["phone:+12025550143"]],
    ["whatsapp", "3227001234", ["phone:+3227001234"]],
    ["facebook", "1234567890123456789", ["social:facebook:1234567890123456789"]],
    ["message", "opaque-1", ["social:message:opaque-1"]],
    ["open", "+12025550143", ["phone:+12025550143"]],
    ["open", "12025550143", ["social:open:12025550143"]],
    ["open", "ada@example.com", ["email:ada@example.com"]],
    ["opaque", "12025550143", ["social:open:12025550143"]],
    ["opaque", "ada@example.com", ["social:open:ada@example.com"]],
    ["other", "ada@example.com", []],
  ])("takes a %s address of %j for %j", (name, value, expected) => {
    const addressed = event({ addresses: [{ name, value, source: "channels.0.address.id" }] })
    const { identifiers } = identify(addressed, defaultIdentifierPolicy)
    expect(identifiers.map((i) => `${i.kind}:${i.value}`)).toEqual(expected)
  })

  it("keeps the strongest 32 of too many identifiers", () => {
    const visitors = Array.from({ length: 40 }, (_, i) => ({ name: "visitorId", value: `visitor-${i}`, source: "s" }))
    const many = event({ attributes: [...visitors, ...attributes({ email: "ada@example.com" })] })
    const { identifiers } = identify(many, defaultIdentifierPolicy)
    expect(identifiers).toHaveLength(32)
    expect(identifiers[0]?.kind).toBe("email")
  })

  it("finds the same whatever order the payload has", () => {
    const pool = attributes({
      email: "ada@example.com",
      phone: "+12025550143",
      ani: "+12025550144",
      firstName: "Ada",
      name: "Ada L",
      fullName: "Ada Lovelace",
      parentConversationId: "i-0",
      ip: "8.8.8.8",
      clientIp: "9.9.9.9",
      remoteIp: "2001:db8:1::1",
      deviceId: "fp-4711-0815",
      fingerprint: "fp-4711-0816",
      external_id: "C-1",
    })
    const sorted = identify(event({ attributes: pool }), defaultIdentifierPolicy)
    fc.assert(
      fc.property(fc.shuffledSubarray([...pool], { minLength: pool.length }), (shuffled) => {
        expect(identify(event({ attributes: shuffled }), defaultIdentifierPolicy)).toEqual(sorted)
      }),
    )
  })
})
