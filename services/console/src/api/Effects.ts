import * as z from "zod"
import { Count, Kind, said, Time } from "./Fields.ts"

/** What another system was told: once for each change. */
export const Effect = z.object({
  system: Kind,
  /** A customer id, or an interaction's document id. */
  subject: said(220),
  /** `pending`: nothing was applied yet; `applying`: somebody is at it. */
  status: z.enum(["pending", "applying", "applied", "expired", "refused", "forgotten"]),
  version: Count,
  at: Time,
  reason: said(200).optional(),
  /** The other system's own id of the record. */
  recordId: said(200).optional(),
})
export type Effect = z.infer<typeof Effect>
