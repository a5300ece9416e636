import { Effect } from "effect"
import { audited } from "../Audit.ts"
import { idIn, pairIn, sideOf } from "../AuditedSubject.ts"
import type { explanationRoutes } from "../api/Explanations.ts"
import { comparePersons } from "../ComparePersons.ts"
import { explainProfile } from "../ExplainPerson.ts"
import type { Stories } from "../Guard.ts"
import { orderBan, splitPerson } from "../OrderBan.ts"

export const explanations = {
  "GET /profiles/:customerId/explanation": ({ params: { customerId } }) =>
    explainProfile(customerId).pipe(audited("explained", idIn(customerId))),
  "POST /explanations": ({ body }) =>
    Effect.flatMap(Effect.all([sideOf(body.a), sideOf(body.b)]), (sides) =>
      comparePersons(body).pipe(audited("explained", sides.join(" "))),
    ),
  "POST /bans": ({ body }) => Effect.flatMap(pairIn(body), (pair) => orderBan(body).pipe(audited("banned", pair))),
  "POST /splits": ({ body }) => splitPerson(body).pipe(audited("split", `${body.customerId} ${body.formerId}`)),
} as const satisfies Stories<keyof typeof explanationRoutes>
