import { Effect } from "effect"
import { answerInteraction } from "../AnswerInteraction.ts"
import { answerProfile, searchProfile, unlessSame } from "../AnswerProfile.ts"
import { audited } from "../Audit.ts"
import { idIn, interactionIn, searchedFor } from "../AuditedSubject.ts"
import type { profileRoutes } from "../api/Profiles.ts"
import type { Stories } from "../Guard.ts"

export const profiles = {
  "GET /profiles/:customerId": ({ request, params: { customerId } }) =>
    Effect.map(answerProfile(customerId), (found) => unlessSame(found, request.headers["if-none-match"])).pipe(
      audited("looked-up", idIn(customerId)),
    ),
  "POST /profiles/search": ({ body }) =>
    Effect.flatMap(searchedFor(body), (subject) => searchProfile(body).pipe(audited("looked-up", subject))),
  "GET /interactions/:id": ({ params: { id } }) =>
    Effect.flatMap(interactionIn(id), (subject) => answerInteraction(id).pipe(audited("looked-up", subject))),
} as const satisfies Stories<keyof typeof profileRoutes>
