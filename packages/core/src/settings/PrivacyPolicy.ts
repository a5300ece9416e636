import { Context } from "effect"
import * as z from "zod"

const days = z.number().int().min(1).max(36_500)

/** How long what is kept of people is kept, and what an erased person may do. */
export const PrivacyPolicy = z.strictObject({
  /**
   * `suppressed`: whoever was erased stays unknown for good. `consent-again`: a consent that is recorded by
   * `POST /consents` lets an identifier be known anew, by what happens from then on.
   */
  afterErasure: z.enum(["suppressed", "consent-again"]).default("suppressed"),
  retentionDays: z
    .strictObject({
      /** Since the interaction's last event; without it, as long as the person. */
      interactions: days.optional(),
      deadLetters: days.max(365).default(30),
      audits: days.min(30).default(400),
    })
    .default({ deadLetters: 30, audits: 400 }),
})
export type PrivacyPolicy = z.infer<typeof PrivacyPolicy>

export const defaultPrivacyPolicy: PrivacyPolicy = PrivacyPolicy.parse({})

/** The policy in force; a process that loads one from `KITH_POLICY` provides it once. */
export const CurrentPrivacyPolicy = Context.Reference<PrivacyPolicy>("@kith/core/PrivacyPolicy", {
  defaultValue: () => defaultPrivacyPolicy,
})

export const dayMillis = 24 * 3600 * 1000
