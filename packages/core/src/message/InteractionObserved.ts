import * as z from "zod"
import { channels, dialects, eventKinds, signalKinds } from "../interaction/InteractionEvent.ts"

const text = (max: number) => z.string().min(1).max(max)
const time = z.number().int().nonnegative()

/** On `interaction-opened` and `interaction-updated`: what one event asserted, redacted. Built by `redaction/` only. */
export const InteractionObserved = z.strictObject({
  schema: z.literal(1),
  /** Names this acceptance; the 202 answered it as `eventId`. */
  acceptId: text(64),
  eventKey: text(200),
  dialect: z.enum(dialects),
  kind: z.enum(eventKinds),
  interactionId: text(200),
  /** Nobody talked to us: it only says what belongs together, as a merge of contacts or a visit to a page does. */
  evidenceOnly: z.literal(true).optional(),
  participantId: text(200).optional(),
  role: z.enum(["customer", "unknown"]),
  session: z.strictObject({ id: text(200), mediaType: z.string().regex(/^[A-Z_]{1,40}$/) }).optional(),
  at: time,
  receivedAt: time,
  channel: z.enum(channels).optional(),
  direction: z.enum(["inbound", "outbound"]).optional(),
  identifiers: z
    .array(
      z.strictObject({
        kind: z.union([
          z.templateLiteral(["crm.", z.string().regex(/^[a-z0-9_-]{1,32}$/)]),
          z.enum(["genesysContact", "email", "phone", "social", "interaction", "visitor"]),
        ]),
        value: text(320),
        source: text(200),
        /** The CRM merged the record of this id into that of the other id of its kind. */
        former: z.literal(true).optional(),
      }),
    )
    .max(32),
  traits: z.array(z.strictObject({ name: text(64), value: text(256), source: text(200) })).max(32),
  /** Left out by the last release. */
  signals: z
    .array(z.strictObject({ kind: z.enum(signalKinds), value: text(200), source: text(200) }))
    .max(8)
    .default([]),
  /** Interactions this one continues. */
  links: z.array(text(200)).max(16),
  /** It names a forgotten person or interaction: no personal value is left, and it makes no person. */
  suppressed: z.boolean(),
})
export type InteractionObserved = z.infer<typeof InteractionObserved>
