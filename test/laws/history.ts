import { defaultLinkingPolicy, type LinkingPolicy } from "@kith/core/identity/Policy"
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
  readonly device?: string
}

const kinds = {
  e: "email",
  p: "phone",
  s: "crm.salesforce",
  n: "crm.servicenow",
  v: "visitor",
  g: "genesysContact",
  o: "social",
} as const

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
  traits: told.says.slice(0, 1).map((value) => ({ name: "nickname", value, source: "attributes.custom" })),
  signals: told.device === undefined ? [] : [{ kind: "device", value: told.device, source: "fingerprint" }],
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

export const policy = fc.constantFrom(defaultLinkingPolicy, tightPolicy)

/** `name("e", 2)` is `e2`. */
const numbered = (letter: string, most: number) => fc.integer({ min: 1, max: most }).map((n) => `${letter}${n}`)

export const name = fc.oneof(
  { weight: 6, arbitrary: numbered("e", 4) },
  { weight: 6, arbitrary: numbered("p", 3) },
  { weight: 4, arbitrary: numbered("s", 3) },
  { weight: 2, arbitrary: numbered("n", 2) },
  { weight: 4, arbitrary: numbered("v", 3) },
  { weight: 1, arbitrary: numbered("g", 2) },
  { weight: 1, arbitrary: numbered("o", 2) },
)

export const pair: fc.Arbitrary<readonly [string, string]> = fc
  .uniqueArray(name, { minLength: 2, maxLength: 2 })
  .map(([x = "", y = ""]) => [x, y])

export const interaction = numbered("i", 10)
export const time = fc.integer({ min: 0, max: 40 })
export const device = fc.option(numbered("d", 2), { freq: 3, nil: undefined })

export const told = (interaction: string, at: number, says: ReadonlyArray<string>, more: Partial<Told> = {}): Told => ({
  interaction,
  at,
  kind: "opened",
  says,
  links: [],
  ...more,
})

/** Anything: what no scene thinks of. */
export const anyEvent: fc.Arbitrary<Told> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        interaction,
        at: time,
        kind: fc.constantFrom<Told["kind"]>("opened", "opened", "updated", "linked", "ended"),
        says: fc.uniqueArray(name, { maxLength: 3 }),
        device,
        links: fc.oneof(
          { weight: 4, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: fc.uniqueArray(interaction, { maxLength: 2 }) },
        ),
      })
      .map(({ device, ...event }): Told => ({ ...event, ...(device !== undefined && { device }) })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      interaction: fc.constantFrom("c1", "c2"),
      participant: fc.constantFrom<NonNullable<Told["participant"]>>(
        { id: "anna", role: "customer" },
        { id: "ben", role: "customer" },
        { id: "agent", role: "unknown" },
      ),
      at: time,
      kind: fc.constantFrom<Told["kind"]>("opened", "updated", "ended"),
      says: fc.uniqueArray(name, { maxLength: 2 }),
      links: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constant(["i1"]) }),
    }),
  },
)
