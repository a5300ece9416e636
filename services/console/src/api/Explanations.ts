import * as z from "zod"
import { Because, Candidates, GivenId, Id, KeyedKind, Probability, Problem, said, Time } from "./Fields.ts"
import { IdentifierName, Side } from "./Naming.ts"
import { route } from "./Route.ts"

/** Some interactions that hold an identifier, and where in them it stood. */
export const SeenIn = z.object({ interactionId: said(200), at: Time, source: said(200) })
export type SeenIn = z.infer<typeof SeenIn>

/** Two identifiers that evidence puts together, and what came of it. */
export const Step = z.object({
  a: KeyedKind,
  b: KeyedKind,
  firstSeenTogether: Time,
  /** The rule that forbade the join. */
  refused: z.enum(["exclusive", "limit", "ban", "shared", "overflow"]).optional(),
  sentence: said(300),
  /** Interactions that held both, the earliest first; at most five. */
  seenIn: z
    .array(z.object({ interactionId: said(200), at: Time, sources: z.tuple([said(200), said(200)]) }))
    .max(5)
    .optional(),
})
export type Step = z.infer<typeof Step>

export const ExplainedIdentifier = KeyedKind.extend({
  value: said(320),
  firstSeen: Time,
  seenIn: z.array(SeenIn).max(5).optional(),
  more: z.literal(true).optional(),
})

export const PersonExplanation = z.object({
  found: z.boolean(),
  erased: z.literal(true).optional(),
  candidates: Candidates.optional(),
  customerId: Id.optional(),
  sentence: said(300).optional(),
  identifiers: z.array(ExplainedIdentifier).max(200).optional(),
  joins: z.array(Step).max(1_000).optional(),
  refused: z.array(Step).max(1_000).optional(),
  shared: z
    .array(KeyedKind.extend({ sentence: said(300) }))
    .max(1_000)
    .optional(),
  bans: z
    .array(z.object({ a: KeyedKind, b: KeyedKind, sentence: said(300) }))
    .max(1_000)
    .optional(),
  former: z
    .array(z.object({ customerId: Id, since: Time, follows: KeyedKind }))
    .max(400)
    .optional(),
  given: z
    .array(z.object({ interactionId: said(200), confidence: Probability, because: z.array(Because).max(64) }))
    .max(16)
    .optional(),
})
export type PersonExplanation = z.infer<typeof PersonExplanation>

export const ComparisonOrder = z.strictObject({ a: Side, b: Side })
export type ComparisonOrder = z.infer<typeof ComparisonOrder>

export const ComparisonAnswer = z.object({
  same: z.boolean(),
  /** Why they are not one person. */
  reason: z
    .enum(["exclusive", "limit", "ban", "shared", "overflow", "unconnected", "unknown", "forgotten", "tier2", "alone"])
    .optional(),
  sentence: said(400),
  /** What leads from one to the other, as far as anything does. */
  chain: z.array(Step).max(1_000),
  /** What each side was taken for: the identifier it stands at, and whose it is. */
  sides: z.tuple([
    z.object({ customerId: Id.optional(), at: KeyedKind.optional() }),
    z.object({ customerId: Id.optional(), at: KeyedKind.optional() }),
  ]),
})
export type ComparisonAnswer = z.infer<typeof ComparisonAnswer>

const how = { lift: z.boolean().optional(), dryRun: z.boolean().optional() }

/** Two identifiers, or two persons: the identifiers that their ids follow. `lift` takes the ban back. */
export const BanOrder = z.union([
  z.strictObject({ a: IdentifierName, b: IdentifierName, ...how }),
  z.strictObject({ persons: z.tuple([GivenId, GivenId]), ...how }),
])
export type BanOrder = z.infer<typeof BanOrder>

/** `formerId` became `customerId`, at once or by way of others, and must not have. */
export const SplitOrder = z.strictObject({ customerId: GivenId, formerId: GivenId, dryRun: z.boolean().optional() })
export type SplitOrder = z.infer<typeof SplitOrder>

/** A person in ids and keys, no values. */
export const PersonOutline = z.object({
  customerId: Id,
  former: z.array(Id).max(400),
  identifiers: z.array(KeyedKind).max(200),
})
export type PersonOutline = z.infer<typeof PersonOutline>

export const SeparationAnswer = z.object({
  dryRun: z.literal(true).optional(),
  lifted: z.boolean(),
  a: KeyedKind,
  b: KeyedKind,
  before: z.array(PersonOutline).max(400),
  after: z.array(PersonOutline).max(400),
})
export type SeparationAnswer = z.infer<typeof SeparationAnswer>

export const explanationRoutes = {
  "GET /profiles/:customerId/explanation": route({
    subject: "explanations",
    scope: "profiles",
    says: "How a person came about: identifiers, joins, refused joins, bans, former ids, and what tier 2 gave.",
    answers: { 200: PersonExplanation },
  }),
  "POST /explanations": route({
    subject: "explanations",
    scope: "profiles",
    says: "Why two identifiers, interactions or persons are, or are not, one person: a sentence, then the evidence.",
    body: ComparisonOrder,
    answers: { 200: ComparisonAnswer },
  }),
  "POST /bans": route({
    subject: "explanations",
    scope: "operations",
    says: "These two are never one person, or may be again.",
    body: BanOrder,
    answers: { 200: SeparationAnswer, 404: Problem, 409: Problem },
  }),
  "POST /splits": route({
    subject: "explanations",
    scope: "operations",
    says: "Undoes a merge, and keeps it undone.",
    body: SplitOrder,
    answers: { 200: SeparationAnswer, 404: Problem, 409: Problem },
  }),
} as const
