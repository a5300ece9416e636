import * as z from "zod"
import type { IdentifierKind, Key } from "../identifier/Identifier.ts"
import { channels, dialects, signalKinds } from "../interaction/InteractionEvent.ts"

/** The documents of the graph. `schema` lets releases run side by side. */

const text = (max: number) => z.string().min(1).max(max)
const time = z.number().int().nonnegative()
const schema = z.literal(1)
export const KeySchema = z.string().min(3).max(120) as unknown as z.ZodType<Key>
const kind = z.string().min(1).max(40) as unknown as z.ZodType<IdentifierKind>

export const TraitValue = z.strictObject({
  value: text(256),
  /** Event time and key of the assertion: the greatest wins. */
  at: time,
  eventKey: text(200),
  source: text(200),
  interactionId: text(200),
})
export type TraitValue = z.infer<typeof TraitValue>
export const Traits = z.record(text(64), TraitValue)
export type Traits = z.infer<typeof Traits>

/** One reason why a sighting is this person's. */
export const Because = z.strictObject({
  kind: text(40),
  key: KeySchema.optional(),
  source: text(200),
  /** Tier 1: the confidence this reason alone would give, 0 to 1. Tier 2: bits for the person, negative against. */
  weight: z.number().min(-100).max(100),
  sentence: text(300),
})
export type Because = z.infer<typeof Because>

/** A join that evidence suggested and a rule forbade. */
export const Refusal = z.strictObject({
  a: KeySchema,
  b: KeySchema,
  /** `overflow`: the component of `a` or `b` is full, so the sighting was taken in without the weaker of the two. */
  rule: z.enum(["exclusive", "limit", "ban", "shared", "overflow"]),
  /** The kind whose rule forbade it. */
  kind: text(40).optional(),
})
export type Refusal = z.infer<typeof Refusal>

export const Outcome = z.strictObject({
  customerId: z.uuid(),
  resolutionTier: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  confidence: z.number().min(0).max(1),
  because: z.array(Because).max(64),
  refused: z.array(Refusal).max(64),
  /** Whom tier 2 holds possible without deciding, best first. */
  candidates: z
    .array(z.strictObject({ customerId: z.uuid(), probability: z.number().min(0).max(1) }))
    .max(10)
    .optional(),
  profileVersion: z.number().int().positive(),
  policyVersion: z.number().int().positive(),
  at: time,
})
export type Outcome = z.infer<typeof Outcome>

/** An interaction that has not ended: it gets the new reference when its person changes. */
export const OpenInteraction = z.strictObject({
  sightingId: text(410),
  interactionId: text(200),
  participantId: text(200).optional(),
  dialect: z.enum(dialects),
  since: time,
  resolutionTier: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  confidence: z.number().min(0).max(1),
})
export type OpenInteraction = z.infer<typeof OpenInteraction>

export const LastInteraction = z.strictObject({
  interactionId: text(200),
  at: time,
  channel: z.enum(channels).optional(),
})
export type LastInteraction = z.infer<typeof LastInteraction>

/** `persons/{customerId}`: the read model. Written blind with the component it is derived from, never read to decide. */
export const CurrentPerson = z.strictObject({
  schema,
  state: z.literal("current"),
  customerId: z.uuid(),
  version: z.number().int().positive(),
  /** 1: known by an identifier; 3: nothing but an interaction. */
  resolutionTier: z.union([z.literal(1), z.literal(3)]),
  confidence: z.number().min(0).max(1),
  /** Where its evidence stands: a component, or the one sighting of a person without identifiers. */
  component: text(64).optional(),
  sightingId: text(410).optional(),
  since: time,
  identifiers: z
    .array(
      z.strictObject({
        key: KeySchema,
        kind,
        value: text(320),
        first: time,
        /** The CRM merged the record of this id into another one. */
        former: z.literal(true).optional(),
      }),
    )
    .max(200),
  traits: Traits,
  /** Ids that were merged into this one and answer as aliases. */
  former: z.array(z.uuid()).max(400),
  lastInteraction: LastInteraction.optional(),
  open: z.array(OpenInteraction).max(64),
  /** Whom tier 2 holds this person for, whose open interactions these are then. No join: it may be taken back. */
  probably: z.strictObject({ customerId: z.uuid(), confidence: z.number().min(0).max(1) }).optional(),
  policyVersion: z.number().int().positive(),
})
export type CurrentPerson = z.infer<typeof CurrentPerson>

export const PersonRecord = z.discriminatedUnion("state", [
  CurrentPerson,
  z.strictObject({ schema, state: z.literal("alias"), of: z.uuid() }),
  /** All that identified it came to be shared by several people, `heirs` those it was seen with, or is gone. */
  z.strictObject({ schema, state: z.literal("ambiguous"), heirs: z.array(z.uuid()).max(64) }),
  z.strictObject({ schema, state: z.literal("erased"), at: time }),
])
export type PersonRecord = z.infer<typeof PersonRecord>

/** What one participant of an interaction asserted, folded over its events so that their order does not matter. */
export const Participant = z.strictObject({
  role: z.enum(["customer", "unknown"]),
  first: time,
  endedAt: time.optional(),
  identifiers: z
    .array(
      z.strictObject({
        key: KeySchema,
        kind,
        value: text(320),
        source: text(200),
        /** The CRM says that this id of its own is a former one of the other that stands beside it. */
        former: z.literal(true).optional(),
      }),
    )
    .max(64),
  traits: Traits,
  /** Left out by the last release. */
  signals: z
    .array(z.strictObject({ kind: z.enum(signalKinds), value: text(200), source: text(200) }))
    .max(16)
    .default([]),
  links: z.array(text(200)).max(32),
  /** Genesys' id and word of the connection, by which an external contact is associated. */
  session: z.strictObject({ id: text(200), mediaType: text(40) }).optional(),
  /** A forgotten person: nothing more is taken in. */
  forgotten: z.literal(true).optional(),
})
export type Participant = z.infer<typeof Participant>

/** A customer's part of an interaction, as the graph last took it in. */
export const Sighting = z.strictObject({
  /** The interaction's id, followed by `#` and the participant's in a conference of several customers. */
  id: text(410),
  participantId: text(200).optional(),
  component: text(64).optional(),
  /** What it asserted then: identifiers of the graph, links and the interaction's own identifier included. */
  keys: z.array(KeySchema).max(128),
  first: time,
  /** Tier 2 gave it to this person, whose evidence it is not. */
  assignedTo: z.uuid().optional(),
  /** Tier 2 holds the person that its identifiers make for this one, whose evidence it is not. */
  heldFor: z.uuid().optional(),
  /** The interaction which that person stood for, being without identifiers. */
  assignedVia: text(200).optional(),
  /** The id it has as a person of its own, or had before it was assigned. */
  alone: z.uuid().optional(),
  /** That person's version when it was assigned. */
  aloneVersion: z.number().int().positive().optional(),
  outcome: Outcome,
})
export type Sighting = z.infer<typeof Sighting>

/** `interactions/{id}` */
export const KnownInteraction = z.strictObject({
  schema,
  state: z.literal("known"),
  interactionId: text(200),
  /** Nobody's last interaction: a merge of contacts, a visit. */
  evidenceOnly: z.literal(true).optional(),
  dialect: z.enum(dialects),
  channel: z.enum(channels).optional(),
  direction: z.enum(["inbound", "outbound"]).optional(),
  first: time,
  last: time,
  /** Some other interaction names this one as its parent, so it asserts itself as an identifier. */
  named: z.boolean(),
  participants: z.record(z.string().max(200), Participant),
  sightings: z.array(Sighting).max(16),
  /** Open interactions that tier 2 gave to the person of its own which this one stands for. */
  assigned: z.array(OpenInteraction).max(16).optional(),
  /** Keys of folded events, latest last: they only tell a duplicate from a repetition. */
  events: z.array(text(200)).max(64),
  /** Whom its traits mention: an erasure of theirs finds it by these, and takes the mention out. */
  mentions: z.array(KeySchema).max(32).optional(),
})
export type KnownInteraction = z.infer<typeof KnownInteraction>
export const InteractionRecord = z.discriminatedUnion("state", [
  KnownInteraction,
  /** It belonged to a forgotten person. `held`: what it asserted, until the graph has let go of that. */
  z.strictObject({ schema, state: z.literal("tombstone"), at: time, held: z.array(KeySchema).max(256).optional() }),
])
export type InteractionRecord = z.infer<typeof InteractionRecord>

/** How a sighting meets a person, apart from what is compared value by value. */
export const Meeting = z.strictObject({
  comparison: z.enum(["device", "network", "sharedIdentifier"]),
  outcome: z.enum(["same", "sameAddressAndBrowser", "sameAddress"]),
  /** People seen with the value, as far as they are listed. */
  carriers: z.number().int().min(1).max(64),
  /** Days since this person was last seen with it. */
  ageDays: z.number().min(0).max(40_000),
})
export type Meeting = z.infer<typeof Meeting>

/** Tier 2's word that a person is another, and the meetings it rests on: what both say is compared anew each time. */
export const Given = z.strictObject({
  to: z.uuid(),
  probability: z.number().min(0).max(1),
  meetings: z.array(Meeting).max(3),
  /** Where that person stood then. */
  component: text(64).optional(),
})
export type Given = z.infer<typeof Given>

/** `components/{id}`: everything about identifiers that evidence connects, persons included. */
export const ComponentRecord = z.strictObject({
  schema,
  id: text(64),
  /** The policy that told its persons apart. Left out by the last release, and once something was taken out of it. */
  policyVersion: z.number().int().positive().optional(),
  /** The policy under which all of it was last counted, from every interaction; left out by releases before there was one. */
  countedUnder: z.number().int().positive().optional(),
  /** The unshared identifiers. Traits and the last interaction are those of the sightings they are the strongest of. */
  identifiers: z.record(
    z.string(),
    z.strictObject({
      value: text(320),
      first: time,
      /** The one sighting that asserts it, for as long as there is no other. */
      only: text(410).optional(),
      traits: Traits.optional(),
      last: LastInteraction.optional(),
    }),
  ),
  /** Shared identifiers that edges lead to: set aside, but counted as anchors. */
  aside: z.array(KeySchema).max(1_000),
  /**
   * Pairs seen in one sighting, flat: two indices into the identifiers (in their order) followed by `aside`, and the least
   * first-event time of the sightings that hold the pair. Each edge has an end among the identifiers.
   */
  edges: z.array(time).max(3_000),
  bans: z.array(z.strictObject({ a: KeySchema, b: KeySchema })),
  /** Pairs of which the CRM says that it has made one record of them; none where there are none. */
  merges: z
    .array(z.strictObject({ from: KeySchema, into: KeySchema }))
    .max(1_000)
    .optional(),
  refused: z.array(Refusal),
  /** `assignedTo`: by tier 2, to the person of that id or whoever has it now; such an interaction asserts no identifier. */
  open: z
    .array(
      z.strictObject({
        ...OpenInteraction.shape,
        keys: z.array(KeySchema).max(128),
        assignedTo: z.uuid().optional(),
      }),
    )
    .max(64),
  persons: z.array(
    z.strictObject({
      id: z.uuid(),
      founder: KeySchema,
      /** First-event time of the founder when the id was given; never changes. */
      since: time,
      members: z.array(KeySchema).max(200),
      former: z.array(z.strictObject({ id: z.uuid(), founder: KeySchema, since: time })).max(400),
      version: z.number().int().positive(),
      given: Given.optional(),
    }),
  ),
})
export type ComponentRecord = z.infer<typeof ComponentRecord>

/** `identifiers/{key}` */
export const IdentifierRecord = z.discriminatedUnion("state", [
  z.strictObject({ schema, state: z.literal("pointer"), component: text(64) }),
  z.strictObject({
    schema,
    state: z.literal("shared"),
    /** By anchor kind, up to a cap. */
    anchors: z.record(z.string(), z.array(KeySchema).max(64)),
    /** More anchors than are listed: nothing more is written, however often it is seen. */
    saturated: z.boolean(),
    /** Pairs that must never join, kept for the day it is no longer shared. */
    bans: z.array(KeySchema).max(64),
  }),
  /** The graph knows it by the form that it was first hashed to, for good: what order joins have must not change. */
  z.strictObject({ schema, state: z.literal("renamed"), to: KeySchema }),
  /** Banned from joining these before it was first seen. */
  z.strictObject({ schema, state: z.literal("banned"), from: z.array(KeySchema).max(64) }),
  /** Forgotten: key and time, nothing else. `contested`: it was somebody else's too, whose sightings stay, without it. */
  z.strictObject({ schema, state: z.literal("tombstone"), at: time, contested: z.literal(true).optional() }),
])
export type IdentifierRecord = z.infer<typeof IdentifierRecord>

/** `signals/{keyed hash}`: who was seen with a device, a network or a combination of traits, the latest last. */
export const SignalRecord = z.strictObject({
  schema,
  kind: text(40),
  carriers: z.array(z.strictObject({ customerId: z.uuid(), at: time })).max(32),
  /** More people than are listed: it brings nobody up, and nothing more is written. */
  saturated: z.boolean(),
})
export type SignalRecord = z.infer<typeof SignalRecord>
