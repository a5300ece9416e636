import { domainToASCII } from "node:url"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { IdentifierKind } from "./Identifier.ts"
import { defaultIdentifierPolicy } from "./IdentifierPolicy.ts"
import { normalise } from "./Normalise.ts"

const policy = { ...defaultIdentifierPolicy, ownNumbers: ["(212) 555-0100"] }

/** kind, what was sent, who it is (`nobody`: undefined) */
const nobody = undefined
const cases: ReadonlyArray<readonly [IdentifierKind, string, string | undefined]> = [
  ["email", "john.doe@example.com", "john.doe@example.com"],
  ["email", "  John.Doe@Example.COM ", "john.doe@example.com"],
  ["email", "mailto:john.doe@example.com", "john.doe@example.com"],
  ["email", "John Doe <john.doe@example.com>", "john.doe@example.com"],
  ["email", "ｊohn＠example.com", "john@example.com"],
  ["email", "j.doe+shop@gmail.com", "j.doe+shop@gmail.com"],
  ["email", "max@bücher.example", "max@xn--bcher-kva.example"],
  ["email", "max@xn--bcher-kva.example", "max@xn--bcher-kva.example"],
  ["email", "o'brien@example.com", "o'brien@example.com"],
  ["email", "test@test.com", nobody],
  ["email", "Info@example.com", nobody],
  ["email", "no-reply@example.com", nobody],
  ["email", "anonymous", nobody],
  ["email", "john.doe@localhost", nobody],
  ["email", "john doe@example.com", nobody],
  ["email", "a@example.com; b@example.com", nobody],
  ["email", "@example.com", nobody],
  ["email", "", nobody],
  ["email", `${"x".repeat(500)}@example.com`, nobody],

  ["phone", "+12025550143", "+12025550143"],
  ["phone", "tel:+12025550143", "+12025550143"],
  ["phone", "TEL:+1-202-555-0143", "+12025550143"],
  ["phone", "sip:+12025550143@pbx.example.com;user=phone", "+12025550143"],
  ["phone", "(202) 555-0143", "+12025550143"],
  ["phone", "1 202 555 0143", "+12025550143"],
  ["phone", "+3227001234", "+3227001234"],
  ["phone", "0032 2 700 12 34", "+3227001234"],
  ["phone", "+32 (0)2 700 12 34", "+3227001234"],
  ["phone", "＋１２０２５５５０１４３", "+12025550143"],
  ["phone", "+1 202 555 0143 ext. 12", nobody],
  ["phone", "tel:+12025550143;ext=12", nobody],
  ["phone", "tel:7042;phone-context=example.com", nobody],
  ["phone", "sip:4711@pbx.example.com", nobody],
  ["phone", "sip:anonymous@anonymous.invalid", nobody],
  ["phone", "sip:john.doe@example.com", nobody],
  ["phone", "4711", nobody],
  ["phone", "911", nobody],
  ["phone", "anonymous", nobody],
  ["phone", "Withheld", nobody],
  ["phone", "unknown", nobody],
  ["phone", "Anonymous", nobody],
  ["phone", "RESTRICTED", nobody],
  ["phone", "Unavailable", nobody],
  ["phone", "No Caller ID", nobody],
  ["phone", "Private Number", nobody],
  ["phone", "tel:anonymous", nobody],
  ["phone", "sip:unavailable@unknown.invalid", nobody],
  ["phone", "sip:Restricted@pbx.example.com", nobody],
  ["phone", "+12025550143x12", nobody],
  ["phone", "(202) 555-0143 #12", nobody],
  ["phone", "tel:+12025550143;isub=1", nobody],
  ["phone", "22395", nobody],
  ["phone", "611", nobody],
  ["phone", "112", nobody],
  ["phone", "+1 22395", nobody],
  ["phone", "*67", nobody],
  ["phone", "sips:+12025550143@pbx.example.com:5061;transport=tls", "+12025550143"],
  ["phone", "+10000000000", nobody],
  ["phone", "+266696687", nobody],
  ["phone", "+1 212 555 0100", nobody],
  ["phone", "john.doe@example.com", nobody],

  ["crm.salesforce", "003xx000004D8b2AAC", "003xx000004D8b2AAC"],
  ["crm.salesforce", "003xx000004D8b2", "003xx000004D8b2AAC"],
  ["crm.salesforce", "003XX000004D8B2AAC", "003xx000004D8b2AAC"],
  ["crm.salesforce", "003xx000004d8b2aac", "003xx000004D8b2AAC"],
  ["crm.salesforce", "003xx000004D8b2AAA", nobody],
  ["crm.salesforce", "005xx000001Sv6e", nobody],
  ["crm.salesforce", "CUST-98765", nobody],
  ["crm.servicenow", "62826BF03710200044E0BFC8BCBE5DF1", "62826bf03710200044e0bfc8bcbe5df1"],
  ["crm.servicenow", "62826bf0", nobody],
  ["crm.external", " CUST-98765 ", "CUST-98765"],
  ["crm.external", "n/a", nobody],
  ["crm.external", "two words", nobody],

  ["genesysContact", "A1B2C3D4-E5F6-7890-ABCD-EF1234567890", "a1b2c3d4-e5f6-7890-abcd-ef1234567890"],
  ["genesysContact", "00000000-0000-0000-0000-000000000000", nobody],
  ["genesysContact", "contact-1", nobody],

  ["social", "WhatsApp:491701234567", "whatsapp:491701234567"],
  ["social", "facebook:Ab-12_x", "facebook:Ab-12_x"],
  ["social", "facebook:unknown", nobody],
  ["social", "no platform", nobody],

  ["visitor", "uuid-anon-123", "uuid-anon-123"],
  ["visitor", "00000000-0000-0000-0000-000000000000", nobody],
  ["visitor", "anonymous", nobody],
  ["visitor", "42", nobody],

  ["interaction", " webchat-interaction-id-123 ", "webchat-interaction-id-123"],
  ["interaction", "null", nobody],
  ["interaction", "two words", nobody],
]

describe("normalise", () => {
  it.each(cases)("%s %j is %j", (kind, raw, value) => {
    expect(normalise(kind, raw, policy)).toEqual(value === undefined ? undefined : { kind, value })
  })

  it("reads a number without a country code in the policy's region", () => {
    const belgian = { ...defaultIdentifierPolicy, defaultRegion: "BE" as const }
    expect(normalise("phone", "02 700 12 34", belgian)?.value).toBe("+3227001234")
  })

  const lax = {
    ...policy,
    email: { ignoreDotsAt: ["gmail.com", "bücher.example"], ignoreTagsAt: ["GMAIL.com", "example.com"] },
  }
  it.each([
    ["J.o.h.n.Doe+shop@Gmail.com", "johndoe@gmail.com"],
    ["johndoe@gmail.com", "johndoe@gmail.com"],
    ["j.doe+a+b@example.com", "j.doe@example.com"],
    ["j.doe+shop@bücher.example", "jdoe+shop@xn--bcher-kva.example"],
    ["j.doe+shop@example.org", "j.doe+shop@example.org"],
    ["j.doe+shop@mail.example.com", "j.doe+shop@mail.example.com"],
    ["info+shop@example.com", nobody],
    ["i.n.f.o@gmail.com", nobody],
    ["+shop@gmail.com", nobody],
    ["john..doe@gmail.com", nobody],
  ])("reads %s as %s where the policy says dots or tags do not matter", (raw, value) => {
    expect(normalise("email", raw, lax)?.value).toBe(value)
  })

  it("leaves what it has normalised as it is, whatever was sent", () => {
    const kinds = [
      "email",
      "phone",
      "crm.salesforce",
      "crm.x",
      "genesysContact",
      "social",
      "visitor",
      "interaction",
    ] as const
    const raw = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.emailAddress(),
      fc.mixedCase(fc.emailAddress()),
      fc.stringMatching(/^\+[1-9]\d{6,14}$/),
      fc.stringMatching(/^00[3Q][a-zA-Z0-9]{12}$/),
      fc.uuid(),
      ...cases.map(([, sent]) => fc.constant(sent)),
    )
    fc.assert(
      fc.property(fc.constantFrom(...kinds), raw, (kind, text) => {
        const once = normalise(kind, text, lax)
        if (once !== undefined) expect(normalise(kind, once.value, lax)).toEqual(once)
      }),
      { numRuns: 500 },
    )
  })
})

describe("A domain", () => {
  it("is what the URL standard makes of it, also where that is not looked up", () => {
    const label = fc.stringMatching(/^(xn--)?[a-z0-9]{1,12}(-[a-z0-9]{1,3}){0,2}$/)
    fc.assert(
      fc.property(fc.array(label, { minLength: 2, maxLength: 4 }), (labels) => {
        const email = normalise("email", `ada@${labels.join(".")}`, policy)
        fc.pre(email !== undefined)
        expect(email?.value).toBe(`ada@${domainToASCII(labels.join("."))}`)
      }),
    )
  })
})
