import { listPolicies, readPolicy } from "../AnswerPolicies.ts"
import type { policyRoutes } from "../api/Policies.ts"
import type { Stories } from "../Guard.ts"
import { orderActivation, orderRollback } from "../OrderPolicy.ts"
import { previewPolicy } from "../PreviewPolicy.ts"

export const policies = {
  "GET /policies": () => listPolicies(),
  "GET /policies/:version": ({ params: { version } }) => readPolicy(version),
  "POST /policies/preview": ({ body }) => previewPolicy(body),
  "POST /policies": ({ body }) => orderActivation(body),
  "POST /policies/rollback": ({ body }) => orderRollback(body),
} as const satisfies Stories<keyof typeof policyRoutes>
