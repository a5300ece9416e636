import * as z from "zod"
import { EventSummary } from "./Events.ts"
import { Count, Elsewhere, Kind, said, Time } from "./Fields.ts"
import { route } from "./Route.ts"

/** What a world cannot tell is null, never a guess. */
const figure = z.number().nonnegative().nullable()

export const Ledger = z.object({
  accepted: Count,
  applied: Count,
  duplicate: Count,
  irrelevant: Count,
  refused: Count,
  suppressed: Count,
  deadLettered: Count,
  pending: Count,
  rejected: z.object({ invalid: Count, unauthenticated: Count, tooLarge: Count, shed: Count }),
  balanced: z.boolean(),
  lagSeconds: z.number().nonnegative(),
})
export type Ledger = z.infer<typeof Ledger>

export const TopicState = z.object({
  topic: Kind,
  publishers: z.array(Kind).max(8),
  /** Messages published, over the last half minute. */
  perSecond: figure,
})
export type TopicState = z.infer<typeof TopicState>

export const SubscriptionState = z.object({
  subscription: said(120),
  topic: Kind,
  service: Kind,
  /** Messages acknowledged, over the last half minute. */
  perSecond: figure,
  /** Not yet acknowledged, those in flight included. */
  backlog: figure,
  inFlight: figure,
  oldestSeconds: figure,
  /** Given up and not yet with the console. */
  deadLettersUnderWay: figure,
  /** Given up, kept and waiting for a replay. */
  deadLettersWaiting: Count,
})
export type SubscriptionState = z.infer<typeof SubscriptionState>

export const stages = ["ack", "resolved", "written-back", "synced"] as const
export const Stage = z.object({
  /**
   * `ack`: from the webhook's first byte to its 202; the others from the 202 to the commit, to Genesys' answer, and to the
   * last CRM's.
   */
  stage: z.enum(stages),
  count: figure,
  p50: figure,
  p90: figure,
  p99: figure,
  /** Milliseconds, oldest first, one point for each interval; none where nothing happened. */
  points: z.array(z.object({ at: Time, count: Count, p50: figure, p99: figure })).max(120),
})
export type Stage = z.infer<typeof Stage>

export const SystemState = z.object({
  system: Kind,
  perSecond: figure,
  applied: figure,
  refused: figure,
  lastAppliedAt: Time.nullable(),
})
export type SystemState = z.infer<typeof SystemState>

export const Overview = z.object({
  at: Time,
  world: z.enum(["embedded", "google-cloud"]),
  /** How old the measurements may be; embedded they are the moment's. */
  measuredSecondsAgo: z.number().nonnegative(),
  ledger: Ledger,
  topics: z.array(TopicState).max(16),
  subscriptions: z.array(SubscriptionState).max(32),
  /** Seconds that one point of a stage stands for. */
  intervalSeconds: z.number().positive(),
  stages: z.array(Stage).max(8),
  systems: z.array(SystemState).max(16),
  deadLetters: z.object({
    waiting: Count,
    /** There are more: not all were counted. */
    more: z.boolean(),
    byReason: z.array(z.object({ reason: said(120), origin: said(300), count: Count })).max(64),
  }),
  policy: z.object({ version: Count, status: z.enum(["applied", "applying"]) }),
  /** Where the figures that are null can be seen. */
  links: z.array(Elsewhere).max(8),
  /** Which figures are null, and why. */
  missing: z.array(said(200)).max(8),
})
export type Overview = z.infer<typeof Overview>

/** The events of `GET /stream`, by their name; each one's `data` is JSON on one line. */
export const streamEvents = { overview: Overview, event: EventSummary } as const

export const StreamQuery = z.strictObject({
  /** Which of them are wanted. */
  only: z.enum(["overview", "event"]).optional(),
})
export type StreamQuery = z.infer<typeof StreamQuery>

export const overviewRoutes = {
  "GET /overview": route({
    subject: "operations",
    scope: "operations",
    says: "The whole path at a glance: ledger, rates, backlog, oldest message, dead letters, latencies.",
    answers: { 200: Overview },
  }),
  "GET /stream": route({
    subject: "operations",
    scope: "operations",
    says: "Server-sent events: `overview` at least once a second embedded, and `event` for each event as it goes on.",
    query: StreamQuery,
    contentType: "text/event-stream",
    answers: { 200: z.string() },
  }),
  "GET /ledger": route({
    subject: "operations",
    scope: "operations",
    says: "What became of every accepted event.",
    answers: { 200: Ledger },
  }),
} as const
