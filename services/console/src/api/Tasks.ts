import * as z from "zod"
import { Count, said } from "./Fields.ts"
import { route } from "./Route.ts"

/** What Cloud Scheduler asks for, and a timer does embedded; and work that a command asks for page by page. */

export const RekeyOrder = z.strictObject({
  after: z
    .string()
    .regex(/^[\w.:-]{1,200}$/)
    .optional(),
})

export const taskRoutes = {
  "POST /rekey": route({
    subject: "tasks",
    scope: "operations",
    says: "Lets identifiers answer under the present pepper too, a page at a time; page on with `next`.",
    body: RekeyOrder,
    answers: { 200: z.object({ renamed: Count, unknown: Count, next: said(220).optional() }) },
  }),
  "POST /tasks/publish-erasures": route({
    subject: "tasks",
    scope: "scheduler",
    says: "Publishes erasures whose first publication failed, and closes those that are done.",
    answers: { 200: z.object({ published: Count, told: Count }) },
  }),
  "POST /tasks/expire-interactions": route({
    subject: "tasks",
    scope: "scheduler",
    says: "Lets interactions, and the reasons of old decisions, go that the policy keeps no longer.",
    answers: { 200: z.object({ expired: Count, withoutReasons: Count }) },
  }),
  "POST /tasks/recount-history": route({
    subject: "tasks",
    scope: "scheduler",
    says: "Goes on counting history anew under the policy that was activated last.",
    answers: { 200: z.object({ left: Count }) },
  }),
  "POST /tasks/report-ledger": route({
    subject: "tasks",
    scope: "scheduler",
    says: "Writes the ledger to the log, from where the monitoring reads it.",
    answers: { 200: z.object({ balanced: z.boolean() }) },
  }),
} as const
