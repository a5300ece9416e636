import * as z from "zod"
import { deadLetterRoutes } from "./DeadLetters.ts"
import { eventRoutes } from "./Events.ts"
import { explanationRoutes } from "./Explanations.ts"
import { overviewRoutes } from "./Overview.ts"
import { personRoutes } from "./Persons.ts"
import { policyRoutes } from "./Policies.ts"
import { privacyRoutes } from "./Privacy.ts"
import { profileRoutes } from "./Profiles.ts"
import { route } from "./Route.ts"
import { Session } from "./Session.ts"
import { taskRoutes } from "./Tasks.ts"

/** The console's whole API. */
export const routes = {
  ...profileRoutes,
  ...personRoutes,
  ...explanationRoutes,
  ...privacyRoutes,
  ...policyRoutes,
  ...overviewRoutes,
  ...deadLetterRoutes,
  ...eventRoutes,
  ...taskRoutes,
  "GET /session": route({
    subject: "description",
    scope: "any",
    says: "Whose token this is, and what it may be used for.",
    answers: { 200: Session },
  }),
  "GET /health": route({
    subject: "description",
    scope: "open",
    says: "200 while the process serves. It does not ask the store.",
    answers: { 200: z.object({ status: z.literal("ready") }) },
  }),
  "GET /openapi.json": route({
    subject: "description",
    scope: "open",
    says: "This description, as OpenAPI 3.1.",
    answers: { 200: z.object({ openapi: z.string() }).loose() },
  }),
} as const
export type RouteName = keyof typeof routes
