import { Context } from "effect"
import { isSupportedCountry } from "libphonenumber-js/max"
import * as z from "zod"
import { signalKinds } from "../interaction/InteractionEvent.ts"
import { strippedPatterns } from "./AlwaysStripped.ts"
import type { IdentifierKind } from "./Identifier.ts"

const text = (max: number) => z.string().trim().min(1).max(max)
const names = z.array(text(64)).max(64)
const kind = text(40).regex(
  /^(crm\.[a-z0-9_-]{1,32}|genesysContact|email|phone|visitor)$/,
) as unknown as z.ZodType<IdentifierKind>

const kindOrSignal = z.union([kind, z.enum(signalKinds)])
const domains = z.array(text(253)).max(64)

/**
 * What an organisation calls things, and which values name nobody. Attribute names are compared without case, spaces,
 * `_`, `-` and `.`: one spelling of each suffices.
 */
export const IdentifierPolicy = z.strictObject({
  attributes: z.strictObject({
    /** Kind of identifier → names of attributes that hold one. */
    identifiers: z.partialRecord(kind, names),
    /** Kind of signal → names of attributes that hold one. */
    signals: z
      .strictObject({ device: names, ip: names, userAgent: names })
      .default(() => defaultIdentifierPolicy.attributes.signals),
    /**
     * Which attributes hold which side of a call: `caller` is the customer unless the centre called, `dialled` only if it
     * did. Names that stand in neither are the customer's whatever the direction.
     */
    sides: z.strictObject({ caller: names, dialled: names }).default(() => defaultIdentifierPolicy.attributes.sides),
    /** Attributes that name an interaction which this one continues. */
    links: names,
    /** Trait → names of attributes that hold it. */
    traits: z.record(text(64), names),
  }),
  /** ISO 3166-1 region of phone numbers that come without a country code. */
  defaultRegion: z.string().refine(isSupportedCountry),
  /** Placeholders: as the whole value of any attribute or address they mean that there is none. Compared without case. */
  blockedWords: z.array(text(64)).max(200),
  /** Normalised values that many people share or nobody owns, per kind. */
  blockedValues: z.partialRecord(kindOrSignal, z.array(text(320)).max(1000)),
  /** Mailboxes of a function, whatever the domain: the part before the `@`. */
  roleMailboxes: z.array(text(64)).max(200),
  /** Domains whose mailboxes have several spellings. */
  email: z.strictObject({ ignoreDotsAt: domains, ignoreTagsAt: domains }).default(() => defaultIdentifierPolicy.email),
  /** How to read 03/04/1985: as 3 April, as 4 March, or, when only one of the two is possible, as that. */
  dates: z
    .strictObject({ dayFirst: z.union([z.boolean(), z.literal("unambiguous-only")]) })
    .default(() => defaultIdentifierPolicy.dates),
  /** The centre's own numbers, in any notation. */
  ownNumbers: z.array(text(64)).max(10_000),
  /** Numbers that are stripped from every free text, forgotten or not, beside card numbers. */
  alwaysStripped: z
    .array(z.enum(strippedPatterns, "is none of the kinds of numbers that can be stripped"))
    .max(strippedPatterns.length)
    .default(() => [...defaultIdentifierPolicy.alwaysStripped]),
  /** Attributes that only ever come from our own write-back: reading them would make us our own witness. */
  ownAttributes: z.strictObject({
    names,
    prefixes: names,
    /** Ours when one of `names` stands beside them, the customer's otherwise. */
    besideOwn: names,
  }),
})
export type IdentifierPolicy = z.infer<typeof IdentifierPolicy>

export const defaultIdentifierPolicy: IdentifierPolicy = {
  attributes: {
    identifiers: {
      // The guide says salesforce_id; orgs name the contact's field or the record type.
      "crm.salesforce": ["salesforce_id", "salesforceContactId", "sfContactId", "sfId", "crm.salesforce"],
      "crm.servicenow": ["servicenow_id", "servicenowSysId", "snowContactId", "crm.servicenow"],
      "crm.external": ["external_id", "externalCustomerId", "crm_id", "crm.external"],
      genesysContact: ["externalContactId", "genesysContactId"],
      // context.* is how web messaging and the official blueprints carry form fields.
      email: ["email", "emailAddress", "context.email", "customerEmail", "contactEmail", "userEmail"],
      // Real orgs hold ANI and Ani, searchANI and CallerPhoneNumber side by side.
      phone: [
        "phone",
        "phone_number",
        "ani",
        "searchANI",
        "callerPhoneNumber",
        "callerNumber",
        "context.phoneNumber",
        "context.phone",
        "customerPhone",
        "customerPhoneNumber",
        "mobile",
        "mobileNumber",
        "mobilePhone",
        "callerId",
        // What was dialled, for the calls that the centre makes; see sides.
        "dnis",
        "dialedNumber",
        "dialledNumber",
        "calledNumber",
      ],
      visitor: ["visitorId", "visitor", "context.visitorId"],
    },
    signals: {
      // The guide says device_fingerprint, ip_address and user_agent; SDKs and flows write them in their own case.
      device: ["device_fingerprint", "fingerprint", "deviceId", "context.deviceFingerprint", "context.deviceId"],
      ip: ["ip_address", "ip", "clientIp", "customerIp", "remoteIp", "xForwardedFor", "context.ipAddress"],
      userAgent: ["user_agent", "browserUserAgent", "context.userAgent"],
    },
    sides: {
      // On an outbound call ANI is the centre's number, and DNIS on an inbound one: each would glue strangers.
      caller: ["ani", "searchANI", "callerPhoneNumber", "callerNumber", "callerId"],
      dialled: ["dnis", "dialedNumber", "dialledNumber", "calledNumber"],
    },
    links: ["parentConversationId", "parentInteractionId", "linkedInteractionId", "linkedConversationId"],
    traits: {
      firstName: ["firstName", "givenName", "context.firstName", "customerFirstName"],
      lastName: ["lastName", "familyName", "surname", "context.lastName", "customerLastName"],
      name: ["name", "fullName", "displayName", "customerName", "context.name"],
      language: ["language", "locale", "preferredLanguage", "context.language"],
      customerTier: ["customerTier", "tier", "loyaltyTier"],
      company: ["company", "companyName", "organization", "organisation", "context.company"],
      dateOfBirth: ["dateOfBirth", "dob", "birthdate", "birthday", "context.dateOfBirth", "customerDateOfBirth"],
      postalCode: [
        "postalCode",
        "postcode",
        "zip",
        "zipCode",
        "context.postalCode",
        "context.zip",
        "customerPostalCode",
      ],
    },
  },
  defaultRegion: "US",
  blockedWords: [
    // What telephony says of a caller who hides the number.
    ...["anonymous", "withheld", "private", "restricted", "unavailable", "blocked", "unknown", "not provided"],
    // What programs and forms write for nothing.
    ...[
      "null",
      "undefined",
      "none",
      "nil",
      "n/a",
      "na",
      "nan",
      "-",
      "--",
      "?",
      ".",
      "0",
      "x",
      "xxx",
      "tbd",
      "[object object]",
    ],
    // What people type into a field they must not leave empty.
    ...["test", "guest", "visitor", "user", "customer", "default", "nobody", "false", "true"],
  ],
  blockedValues: {
    // Typed into forms by thousands of people who mean none of them.
    email: [
      ...["test@test.com", "test@example.com", "a@a.com", "aa@aa.com", "none@none.com", "no@no.com", "asdf@asdf.com"],
      ...["email@email.com", "noemail@noemail.com", "unknown@unknown.com", "user@domain.com", "me@me.com"],
    ],
    // RFC 3323's and carriers' stand-ins for a hidden caller.
    phone: ["+10000000000", "+11111111111", "+12345678900", "+12345678901", "+19999999999", "+266696687"],
    visitor: ["00000000-0000-0000-0000-000000000000"],
    // SHA-256 and MD5 of nothing: fingerprints of a browser that told nothing.
    device: ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "d41d8cd98f00b204e9800998ecf8427e"],
  },
  // Many people read them, so they name a company at best.
  roleMailboxes: [
    ...["abuse", "accounting", "accounts", "admin", "administrator", "billing", "contact", "customercare"],
    ...[
      "customerservice",
      "do-not-reply",
      "donotreply",
      "enquiries",
      "feedback",
      "finance",
      "hello",
      "help",
      "helpdesk",
    ],
    ...[
      "hostmaster",
      "hr",
      "info",
      "inquiries",
      "invoices",
      "it",
      "jobs",
      "kontakt",
      "mail",
      "mailer-daemon",
      "marketing",
    ],
    ...[
      "newsletter",
      "no-reply",
      "noreply",
      "office",
      "orders",
      "postmaster",
      "press",
      "privacy",
      "purchasing",
      "reception",
    ],
    ...["root", "sales", "security", "service", "shop", "support", "team", "undisclosed-recipients", "webmaster"],
  ],
  // Empty: two spellings taken for one join two people for good wherever a provider does tell them apart. Gmail does not:
  // ["gmail.com", "googlemail.com"] in both is right for it. Set it before the first erasure: tombstones know addresses by the spelling of their day.
  email: { ignoreDotsAt: [], ignoreTagsAt: [] },
  // A date of birth read the wrong way round is evidence against the right person: rather none.
  dates: { dayFirst: "unambiguous-only" },
  ownNumbers: [],
  // Of the others one random number in ten or a hundred passes as theirs: an organisation names those of its countries.
  alwaysStripped: ["iban"],
  ownAttributes: {
    names: ["resolvedCustomerId", "identityConfidence", "profileVersion", "profileUrl"],
    prefixes: ["kith_", "conversationdetails.participantdata.kith_"],
    besideOwn: ["customerTier"],
  },
}

/** The policy in force; a process that loads one from `KITH_POLICY` provides it once. */
export const CurrentIdentifierPolicy = Context.Reference<IdentifierPolicy>("@kith/core/IdentifierPolicy", {
  defaultValue: () => defaultIdentifierPolicy,
})
