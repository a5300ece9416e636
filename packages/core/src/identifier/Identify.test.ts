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
