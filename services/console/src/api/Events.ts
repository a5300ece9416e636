import * as z from "zod"
import { Effect } from "./Effects.ts"
import {
  Asked,
  Because,
  Candidates,
  Count,
  Elsewhere,
  GivenId,
  Id,
  Key,
  Kind,
  Probability,
  Problem,
  pageOf,
  Refusal,
  said,
  Tier,
  Time,
  text,
} from "./Fields.ts"
import { route } from "./Route.ts"

export const dispositions = [
  "pending",
  "applied",
  "duplicate",
  "irrelevant",
  "refused",
  "suppressed",
  "deadLettered",
  "rejected",
] as const

export const EventSummary = z.object({
  /** What the 202 answered. */
  eventId: Id,
  receivedAt: Time,
  dialect: Kind.optional(),
  kind: z.enum(["opened", "linked", "updated", "ended"]).optional(),
  channel: Kind.optional(),
  interactionId: said(200).optional(),
  disposition: z.enum(dispositions),
  /** Why it was irrelevant, rejected or given up. */
  reason: said(120).optional(),
  customerId: Id.optional(),
  resolutionTier: Tier.optional(),
  confidence: Probability.optional(),
  /** It made somebody new, or of two persons one. */
  made: z.enum(["person", "merge", "split"]).optional(),
  /** The id that the other of the two had. */
  mergedId: Id.optional(),
})
export type EventSummary = z.infer<typeof EventSummary>

export const EventPage = z.strictObject({
  ...pageOf(z.uuid(), 200, 50),
  disposition: z.enum(dispositions).optional(),
  interactionId: text(200).optional(),
  customerId: GivenId.optional(),
})
export type EventPage = z.infer<typeof EventPage>

export const EventList = z.object({
  /** Newest first. */
  events: z.array(EventSummary).max(200),
  next: Id.optional(),
  /** `memory`: what this process has seen, at most so many; `logs`: what Cloud Logging keeps. */
  from: z.enum(["memory", "logs"]),
  mostKept: Count.optional(),
  since: Time.optional(),
  /** Where they are, if they are not here. */
  links: z.array(Elsewhere).max(8).optional(),
})
export type EventList = z.infer<typeof EventList>

export const EventStep = z.object({
  step: z.enum(["received", "stored", "decided", "sent", "given-up"]),
  service: Kind,
  at: Time,
  /** Since the event came in. */
  afterMillis: z.number().nonnegative(),
  sentence: said(300),
})
export type EventStep = z.infer<typeof EventStep>

export const EventDetail = z.object({
  event: EventSummary,
  masked: z.boolean(),
  steps: z.array(EventStep).max(64),
  /** What its interaction holds now, that of its later events included. */
  stored: z
    .object({
      interactionId: said(200),
      first: Time,
      last: Time,
      ended: z.boolean(),
      identifiers: z.array(z.object({ kind: Kind, key: Key, value: said(320), source: said(200) })).max(128),
      traits: z.array(z.object({ name: said(64), value: said(256), source: said(200), at: Time })).max(64),
      signals: z.array(z.object({ kind: Kind, value: said(200), source: said(200) })).max(64),
      links: z.array(said(200)).max(64),
      events: Count,
    })
    .optional(),
  /** Who its customers are, and why; as `GET /interactions/{id}` says it. */
  decided: z
    .array(
      z.object({
        customerId: Id,
        participantId: said(200).optional(),
        resolutionTier: Tier,
        confidence: Probability,
        because: z.array(Because).max(64),
        refused: z.array(Refusal).max(64),
        candidates: Candidates.optional(),
        policyVersion: Count,
      }),
    )
    .max(16),
  /** What other systems were told of the interaction and its customers. */
  sent: z.array(Effect).max(128),
  deadLetterId: said(128).optional(),
})
export type EventDetail = z.infer<typeof EventDetail>

export const EventQuery = z.strictObject({ unmask: Asked })

/** A body as the webhook would get it, decided and thrown away. */
export const TryOrder = z.strictObject({
  /** JSON, or the text that a sender posted. */
  body: z.union([
    z.record(z.string().max(2_000), z.unknown()),
    z.array(z.unknown()).max(1_000),
    z.string().max(256 * 1024),
  ]),
  dialect: text(40).optional(),
  topic: text(200).optional(),
  unmask: z.boolean().default(false),
})
export type TryOrder = z.infer<typeof TryOrder>

export const tried = ["parsed", "decoded", "identified", "checked", "redacted", "resolved", "published"] as const
export const TryStep = z.object({
  step: z.enum(tried),
  /** `stopped`: nothing comes after it. */
  outcome: z.enum(["passed", "stopped"]),
  sentence: said(300),
  /** What came of it, masked unless asked for otherwise. */
  result: z.unknown().optional(),
})
export type TryStep = z.infer<typeof TryStep>

export const TryAnswer = z.object({
  /** What the webhook would answer. */
  status: z.number().int(),
  disposition: z.enum(dispositions),
  masked: z.boolean(),
  steps: z.array(TryStep).max(16),
  interactionId: said(200).optional(),
  /** Who it would be, for each customer. */
  decided: EventDetail.shape.decided,
  before: z
    .array(z.object({ customerId: Id, identifiers: z.array(z.object({ kind: Kind, key: Key })).max(200) }))
    .max(64),
  after: z
    .array(z.object({ customerId: Id, identifiers: z.array(z.object({ kind: Kind, key: Key })).max(200) }))
    .max(64),
})
export type TryAnswer = z.infer<typeof TryAnswer>

export const eventRoutes = {
  "GET /events": route({
    subject: "events",
    scope: "operations",
    says: "Recent events with what became of each, newest first; page on with `next`.",
    query: EventPage,
    answers: { 200: EventList },
  }),
  "GET /events/:id": route({
    subject: "events",
    scope: "operations",
    says: "What was stored, decided and sent because of an event, and why. `unmask=true` needs the scope privacy, too.",
    query: EventQuery,
    answers: { 200: EventDetail, 404: Problem },
  }),
  "POST /try": route({
    subject: "events",
    scope: "operations",
    says: "A payload decoded, redacted and resolved step by step; nothing is stored, counted or sent. `unmask` needs the scope privacy, too.",
    body: TryOrder,
    mostBytes: 300 * 1024,
    answers: { 200: TryAnswer },
  }),
} as const
