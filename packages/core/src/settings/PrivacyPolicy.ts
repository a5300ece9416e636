import { Context, Effect } from "effect"
import * as z from "zod"

const days = z.number().int().min(1).max(36_500)

/** How long what is kept of people is kept. All of it can be set; what is left out is as shipped. */
const RetentionDays = z.strictObject({
  /** Since the interaction's last event; without it, as long as the person. */
  interactions: days.optional(),
  /** Since an interaction was last decided: why it was this person's, and whom it was not joined with. */
  outcomes: days.default(400),
  /** Since the last write-back to an interaction; and of CRMs, since the person was forgotten. */
  effects: days.min(7).default(30),
  /** Since an interaction ceased to list an event. Pub/Sub brings one back for a week, EventBridge for a day. */
  eventKeys: days.min(8).default(14),
  /** At the longest, since somebody was last seen with it; most weigh nothing after a few months. */
  signals: days.default(3650),
  deadLetters: days.max(365).default(30),
  audits: days.min(30).default(400),
  /** Since the erasure was closed: its record, and so its receipt. Tombstones stay for good. */
  erasures: days.min(90).default(1100),
})

/** How long what is kept of people is kept, and what an erased person may do. */
export const PrivacyPolicy = z.strictObject({
  /**
   * `suppressed`: whoever was erased stays unknown for good. `consent-again`: a consent that is recorded by
   * `POST /consents` lets an identifier be known anew, by what happens from then on.
   */
  afterErasure: z.enum(["suppressed", "consent-again"]).default("suppressed"),
  retentionDays: RetentionDays.default(() => RetentionDays.parse({})),
})
export type PrivacyPolicy = z.infer<typeof PrivacyPolicy>

export const defaultPrivacyPolicy: PrivacyPolicy = PrivacyPolicy.parse({})

/** The policy in force; a process that loads one from `KITH_POLICY` provides it once. */
export const CurrentPrivacyPolicy = Context.Reference<PrivacyPolicy>("@kith/core/PrivacyPolicy", {
  defaultValue: () => defaultPrivacyPolicy,
})

export const dayMillis = 24 * 3600 * 1000

/** For how many milliseconds one kind of what is kept is kept. */
export const keptMillis = (kind: keyof Omit<PrivacyPolicy["retentionDays"], "interactions">) =>
  Effect.map(CurrentPrivacyPolicy, ({ retentionDays }) => retentionDays[kind] * dayMillis)
