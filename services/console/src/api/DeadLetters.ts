import * as z from "zod"
import { PersonOutline } from "./Explanations.ts"
import { Asked, Count, Id, Kind, Problem, pageOf, said, Tier, Time, text } from "./Fields.ts"
import { route } from "./Route.ts"

export const DeadLetterId = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/)

export const DeadLetter = z.object({
  id: said(128),
  /** Where it came from: a subscription, or the webhook itself. */
  origin: z.union([z.object({ subscription: said(120), topic: said(120) }), z.object({ webhook: said(300) })]),
  /** A fact's name, such as `InvalidEvent` or `AttemptsExhausted`. */
  reason: said(120),
  detail: said(300).optional(),
  attributes: z.record(said(120), said(400)),
  state: z.enum(["waiting", "replayed"]),
  receivedAt: Time,
  replayedAt: Time.optional(),
  /** Only for a token that has the scope `privacy`, too. */
  data: z.unknown().optional(),
})
export type DeadLetter = z.infer<typeof DeadLetter>

export const DeadLetterPage = z.strictObject({
  ...pageOf(DeadLetterId, 100, 50),
  reason: text(120).optional(),
  state: z.enum(["waiting", "replayed"]).optional(),
  /** Ids and reasons only, whatever the token may see. */
  bare: Asked,
})
export type DeadLetterPage = z.infer<typeof DeadLetterPage>
export const DeadLetterList = z.object({ deadLetters: z.array(DeadLetter).max(100), next: said(128).optional() })
export type DeadLetterList = z.infer<typeof DeadLetterList>

export const ReplayOrder = z.strictObject({
  /** Says what would happen, and does nothing. */
  dryRun: z.boolean().default(false),
  /** Though it was replayed before. */
  again: z.boolean().default(false),
})
export type ReplayOrder = z.infer<typeof ReplayOrder>

/** What a replay would change, found by deciding without committing. */
export const Difference = z.object({
  /** Where it would end; `refused`: it would come back here. */
  disposition: z.enum(["applied", "duplicate", "irrelevant", "suppressed", "refused", "synced"]),
  sentence: said(300),
  interactionId: said(200).optional(),
  customerId: Id.optional(),
  resolutionTier: Tier.optional(),
  before: z.array(PersonOutline).max(64).optional(),
  after: z.array(PersonOutline).max(64).optional(),
  /** Systems that are behind the person's present version and would be told. */
  systems: z.array(Kind).max(16).optional(),
})
export type Difference = z.infer<typeof Difference>

const To = z.union([z.object({ topic: said(120) }), z.object({ webhook: said(300) })])
export const ReplayAnswer = z.object({
  dryRun: z.literal(true).optional(),
  id: said(128),
  to: To,
  state: z.literal("replayed").optional(),
  difference: Difference.optional(),
})
export type ReplayAnswer = z.infer<typeof ReplayAnswer>

export const ReplayManyOrder = z
  .strictObject({
    ids: z.array(DeadLetterId).min(1).max(100).optional(),
    reason: text(120).optional(),
    all: z.literal(true).optional(),
    dryRun: z.boolean().default(false),
    after: DeadLetterId.optional(),
  })
  .refine(({ ids, reason, all }) => [ids, reason, all].filter((given) => given !== undefined).length === 1)
export type ReplayManyOrder = z.infer<typeof ReplayManyOrder>

/** Of one page: ask again with `next` as `after` until there is none. */
export const ReplayManyAnswer = z.object({
  dryRun: z.literal(true).optional(),
  looked: Count,
  replayed: Count,
  stillRefused: z.array(z.object({ id: said(128), detail: said(400) })).max(100),
  differences: z
    .array(Difference.extend({ id: said(128) }))
    .max(100)
    .optional(),
  next: said(128).optional(),
})
export type ReplayManyAnswer = z.infer<typeof ReplayManyAnswer>

export const deadLetterRoutes = {
  "GET /dead-letters": route({
    subject: "operations",
    scope: "operations",
    says: "Messages that were given up, and webhook bodies that were no events; page on with `next`.",
    query: DeadLetterPage,
    answers: { 200: DeadLetterList },
  }),
  "POST /dead-letters/:id/replay": route({
    subject: "operations",
    scope: "operations",
    says: "Sends one on its way once more; a dry run decides it and says the difference it would make.",
    body: ReplayOrder,
    answers: { 200: ReplayAnswer, 404: Problem, 409: Problem, 422: Problem },
  }),
  "POST /dead-letters/replay": route({
    subject: "operations",
    scope: "operations",
    says: "Replays those named, those of one reason, or all that wait, a page of a hundred at a time.",
    body: ReplayManyOrder,
    answers: { 200: ReplayManyAnswer },
  }),
} as const
