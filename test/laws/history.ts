import type { LinkingPolicy } from "@kith/core/identity/Policy"
import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import fc from "fast-check"

/** One event of a history, in small names: `e1` is an email, `p2` a phone, `s1` a Salesforce id, `v3` a visitor. */
export interface Told {
  readonly interaction: string
  readonly participant?: { readonly id: string; readonly role: "customer" | "unknown" }
  readonly at: number
  readonly kind: InteractionObserved["kind"]
  readonly says: ReadonlyArray<string>
  /** Those of `says` which a CRM calls former ids of the other one that is said. */
  readonly former?: ReadonlyArray<string>
  readonly links: ReadonlyArray<string>
  /** Signals never link, so the partition must not depend on them. */
  readonly device?: ReadonlyArray<string>
}

const kinds = { e: "email", p: "phone", s: "crm.salesforce", n: "crm.servicenow", v: "visitor" } as const

export const identifierOf = (name: string) => ({
  kind: kinds[name[0] as keyof typeof kinds],
  value: name,
  source: "attributes.custom",
})

export const observed = (told: Told, index: number): InteractionObserved => ({
  schema: 1,
  acceptId: `accept-${index}`,
  eventKey: `event-${index}`,
  dialect: told.participant === undefined ? "guide" : "genesys-eventbridge",
  kind: told.kind,
  interactionId: told.interaction,
  ...(told.participant !== undefined && { participantId: told.participant.id }),
  role: told.participant?.role ?? "customer",
  at: told.at,
  receivedAt: 1_000,
  identifiers: told.says.map((name) => ({
    ...identifierOf(name),
    ...(told.former?.includes(name) && { former: true as const }),
  })),
  traits: told.says.slice(0, 1).map((value) => ({ name: "firstName", value, source: "attributes.custom" })),
  signals: (told.device ?? []).map((value) => ({ kind: "device" as const, value, source: "fingerprint" })),
  links: [...told.links],
  suppressed: false,
})

/** Limits so low that a dozen events reach them, exactly and one beyond. */
export const tightPolicy: LinkingPolicy = {
  ...defaultLinkingPolicy,
  kinds: {
    ...defaultLinkingPolicy.kinds,
    email: { ...defaultLinkingPolicy.kinds.email, limit: 2, anchors: { crm: 1 } },
    phone: { ...defaultLinkingPolicy.kinds.phone, limit: 2, anchors: { crm: 1, email: 2 } },
    visitor: { ...defaultLinkingPolicy.kinds.visitor, limit: 2, anchors: { crm: 1, email: 1, phone: 1 } },
    interaction: { ...defaultLinkingPolicy.kinds.interaction, anchors: { crm: 1, email: 1, phone: 1 } },
  },
  anchorCap: 8,
}

const name = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("e1", "e2", "e3", "e4") },
  { weight: 3, arbitrary: fc.constantFrom("p1", "p2", "p3") },
  { weight: 2, arbitrary: fc.constantFrom("s1", "s2", "s3") },
  { weight: 1, arbitrary: fc.constantFrom("n1", "n2") },
  { weight: 2, arbitrary: fc.constantFrom("v1", "v2", "v3") },
)
const guideInteraction = fc.constantFrom("i1", "i2", "i3", "i4", "i5", "i6", "i7", "i8")

const guideEvent: fc.Arbitrary<Told> = fc.record({
  interaction: guideInteraction,
  at: fc.integer({ min: 0, max: 40 }),
  kind: fc.constantFrom("opened", "opened", "updated", "linked", "ended"),
  says: fc.uniqueArray(name, { maxLength: 3 }),
  device: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.constantFrom(["d1"], ["d2"]) },
  ),
  links: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.uniqueArray(guideInteraction, { maxLength: 2 }) },
  ),
})

/** Conferences: a second customer may come, and agents' attributes with them. */
const conferenceEvent: fc.Arbitrary<Told> = fc.record({
  interaction: fc.constantFrom("c1", "c2"),
  participant: fc.constantFrom(
    { id: "anna", role: "customer" },
    { id: "ben", role: "customer" },
    { id: "agent", role: "unknown" },
  ),
  at: fc.integer({ min: 0, max: 40 }),
  kind: fc.constantFrom("opened", "updated", "ended"),
  says: fc.uniqueArray(name, { maxLength: 2 }),
  links: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constant(["i1"]) }),
})

/** A CRM merged a record into another one; mostly told of alone, now and then beside what others say. */
const mergeEvent: fc.Arbitrary<Told> = fc
  .record({
    interaction: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom("m1", "m2", "m3") },
      { weight: 1, arbitrary: fc.constantFrom("i1", "i2") },
    ),
    at: fc.integer({ min: 0, max: 40 }),
    of: fc.constantFrom(["s1", "s2"], ["s2", "s1"], ["s2", "s3"], ["s1", "s3"], ["n1", "n2"]),
    also: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.uniqueArray(name, { maxLength: 2 }) },
    ),
  })
  .map(({ interaction, at, of, also }): Told => {
    return { interaction, at, kind: "ended", says: [...new Set([...of, ...also])], former: of.slice(1), links: [] }
  })

const events = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: guideEvent },
    { weight: 2, arbitrary: conferenceEvent },
    { weight: 2, arbitrary: mergeEvent },
  ),
  { minLength: 1, maxLength: 24 },
)

/** Somebody says again what was said before, in another interaction and maybe at an earlier time. */
const again = fc.array(
  fc.record({ of: fc.nat(), interaction: guideInteraction, at: fc.integer({ min: 0, max: 40 }) }),
  { maxLength: 6 },
)

export const history: fc.Arbitrary<ReadonlyArray<Told>> = fc.tuple(events, again).map(([told, again]) => [
  ...told,
  ...again.map(({ of, interaction, at }): Told => {
    const { says } = told[of % told.length] as Told
    return { interaction, at, kind: "opened", says, links: [] }
  }),
])

export const policy = fc.constantFrom(defaultLinkingPolicy, tightPolicy)

/** An operator's word: these two must never be one person, or may be again. */
export interface Ordered {
  readonly ban: readonly [string, string]
  readonly lift: boolean
}

export const pair: fc.Arbitrary<readonly [string, string]> = fc
  .uniqueArray(name, { minLength: 2, maxLength: 2 })
  .map(([x = "", y = ""]) => [x, y])

/** Bans before, between and after the events that first name their identifiers, and lifts, mostly of what was banned. */
export const stepsOf = (told: ReadonlyArray<Told>): fc.Arbitrary<ReadonlyArray<Told | Ordered>> =>
  fc
    .array(fc.record({ pair, at: fc.nat(told.length), lifted: fc.option(fc.nat(told.length)) }), { maxLength: 5 })
    .map((bans) => {
      const after = (i: number): ReadonlyArray<Ordered> =>
        bans.flatMap(({ pair, at, lifted }) => [
          ...(at === i ? [{ ban: pair, lift: false }] : []),
          ...(lifted === i ? [{ ban: pair, lift: true }] : []),
        ])
      return [...after(0), ...told.flatMap((event, i) => [event, ...after(i + 1)])]
    })
