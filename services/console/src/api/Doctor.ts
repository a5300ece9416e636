import * as z from "zod"
import { Kind, said, Time } from "./Fields.ts"
import { route } from "./Route.ts"

export const Check = z.object({
  group: z.enum(["configuration", "credentials", "vendors", "clock", "store", "queues", "policy"]),
  name: said(80),
  /** `skipped`: this world, or this process, has no such thing. */
  status: z.enum(["passed", "warning", "failed", "skipped"]),
  finding: said(400),
  /** What to do. */
  advice: said(400).optional(),
  at: Time,
})
export type Check = z.infer<typeof Check>

export const Diagnosis = z.object({
  at: Time,
  world: z.enum(["embedded", "google-cloud"]),
  status: z.enum(["passed", "warning", "failed"]),
  checks: z.array(Check).max(200),
  /** Variable → its value, or `set` where it is a secret. */
  configuration: z.array(z.object({ service: Kind, name: said(80), value: said(400) })).max(400),
})
export type Diagnosis = z.infer<typeof Diagnosis>

export const doctorRoutes = {
  "GET /doctor": route({
    subject: "operations",
    scope: "operations",
    says: "Configuration (secrets left out), credentials, vendors, clock, store and queues, each with what to do.",
    answers: { 200: Diagnosis },
  }),
} as const
