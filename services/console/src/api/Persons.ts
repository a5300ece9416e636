import * as z from "zod"
import { Effect } from "./Effects.ts"
import { ExplainedIdentifier, PersonExplanation, Step } from "./Explanations.ts"
import {
  Asked,
  Because,
  Candidates,
  Count,
  Id,
  Key,
  KeyedKind,
  Kind,
  Probability,
  pageOf,
  Refusal,
  said,
  Tier,
  Time,
  text,
} from "./Fields.ts"
import { Graph } from "./Graphs.ts"
import { route } from "./Route.ts"

/** For a person's page. Values are masked unless `unmask=true` asks for them, which is written down as such. */

export const PersonTrait = z.object({
  name: said(64),
  value: said(256),
  at: Time,
  source: said(200),
  interactionId: said(200),
})
export type PersonTrait = z.infer<typeof PersonTrait>

/** What happened to a person, told from the evidence that is stored, under the policy of today. */
export const HistoryStep = z.object({
  at: Time,
  /**
   * `founded`: the first identifier of somebody; `joined`: one more; `merged`: two persons became one; `split`: stronger
   * evidence took apart what was one; `refused`: a join was suggested and a rule forbade it.
   */
  step: z.enum(["founded", "joined", "merged", "split", "refused"]),
  sentence: said(300),
  evidence: Step.optional(),
  /** Everybody concerned as they stood after it; `customerId` where that person has, or had, an id of their own. */
  persons: z.array(z.object({ customerId: Id.optional(), identifiers: z.array(Key).max(200) })).max(64),
})
export type HistoryStep = z.infer<typeof HistoryStep>

export const PersonDetail = z.object({
  found: z.literal(true),
  customerId: Id,
  version: Count,
  since: Time,
  resolutionTier: Tier,
  confidence: Probability,
  policyVersion: Count,
  masked: z.boolean(),
  sentence: said(300),
  identifiers: z.array(ExplainedIdentifier).max(200),
  traits: z.array(PersonTrait).max(512),
  joins: z.array(Step).max(1_000),
  refused: z.array(Step).max(1_000),
  shared: PersonExplanation.shape.shared.unwrap(),
  bans: PersonExplanation.shape.bans.unwrap(),
  /** Ids that answer as this person. */
  former: PersonExplanation.shape.former.unwrap(),
  given: PersonExplanation.shape.given.unwrap(),
  /** Interactions that are still going on. */
  open: z.array(z.object({ interactionId: said(200), since: Time, participantId: said(200).optional() })).max(64),
  history: z.array(HistoryStep).max(1_000),
  graph: Graph,
  /** What other systems were told of this person. */
  effects: z.array(Effect).max(64),
})
export type PersonDetail = z.infer<typeof PersonDetail>

export const NoPerson = z.object({
  found: z.literal(false),
  erased: z.literal(true).optional(),
  sentence: said(300).optional(),
  candidates: Candidates.optional(),
})
export const PersonAnswer = z.union([PersonDetail, NoPerson])
export type PersonAnswer = z.infer<typeof PersonAnswer>

export const TimelineEntry = z.object({
  interactionId: said(200),
  participantId: said(200).optional(),
  dialect: Kind,
  channel: Kind.optional(),
  direction: z.enum(["inbound", "outbound"]).optional(),
  first: Time,
  last: Time,
  ended: z.boolean(),
  /** A merge of contacts, or a visit: nobody talked to us. */
  evidenceOnly: z.literal(true).optional(),
  resolutionTier: Tier,
  confidence: Probability,
  because: z.array(Because).max(64),
  refused: z.array(Refusal).max(64),
  identifiers: z
    .array(KeyedKind.extend({ value: said(320), source: said(200), shared: z.literal(true).optional() }))
    .max(128),
  traits: z.array(z.object({ name: said(64), value: said(256), source: said(200) })).max(64),
  effects: z.array(Effect).max(16),
})
export type TimelineEntry = z.infer<typeof TimelineEntry>

export const Timeline = z.object({
  customerId: Id,
  masked: z.boolean(),
  /** Latest first. */
  interactions: z.array(TimelineEntry).max(200),
  next: said(220).optional(),
  /** There are more than are looked through: the oldest are left out. */
  cut: z.boolean(),
})
export type Timeline = z.infer<typeof Timeline>

export const TimelineQuery = z.strictObject({ ...pageOf(text(220), 100, 50), unmask: Asked })
export type TimelineQuery = z.infer<typeof TimelineQuery>
export const PersonQuery = z.strictObject({ unmask: Asked })

/** One box to type into: a customer id, conversation id, address, number, `namespace:id`, or a key. */
export const SearchOrder = z.strictObject({ text: text(400) })
export type SearchOrder = z.infer<typeof SearchOrder>

export const SearchHit = z.object({
  customerId: Id,
  /** As what the text was found. */
  as: z.enum(["customerId", "interaction", "identifier"]),
  kind: Kind.optional(),
  /** Of several who share it, how likely this one is meant. */
  confidence: Probability,
  resolutionTier: Tier,
  identifiers: Count,
  lastInteractionAt: Time.optional(),
  lastChannel: Kind.optional(),
})
export type SearchHit = z.infer<typeof SearchHit>

export const SearchAnswer = z.object({
  persons: z.array(SearchHit).max(32),
  /** It was known once, and nothing is kept of it. */
  erased: z.boolean(),
  /** Kinds of identifier that the text was read as. */
  readAs: z.array(Kind).max(16),
})
export type SearchAnswer = z.infer<typeof SearchAnswer>

export const personRoutes = {
  "GET /persons/:customerId": route({
    subject: "persons",
    scope: "profiles",
    says: "Everything a person's page shows: traits with sources, evidence, history, graph, what other systems were told.",
    query: PersonQuery,
    answers: { 200: PersonAnswer },
  }),
  "GET /persons/:customerId/timeline": route({
    subject: "persons",
    scope: "profiles",
    says: "A person's interactions over all channels, latest first; page on with `next`.",
    query: TimelineQuery,
    answers: { 200: z.union([Timeline, NoPerson]) },
  }),
  "POST /search": route({
    subject: "persons",
    scope: "profiles",
    says: "Who is meant by a text: any identifier, a customer id, a conversation id, a key.",
    body: SearchOrder,
    answers: { 200: SearchAnswer },
  }),
} as const
