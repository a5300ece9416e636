import { Effect } from "effect"
import { answerPerson } from "../AnswerPerson.ts"
import { answerTimeline } from "../AnswerTimeline.ts"
import { audited } from "../Audit.ts"
import { idIn, searchedText } from "../AuditedSubject.ts"
import type { personRoutes } from "../api/Persons.ts"
import type { Stories } from "../Guard.ts"
import { searchPersons } from "../SearchPersons.ts"

export const persons = {
  "GET /persons/:customerId": ({ params: { customerId }, query: { unmask } }) =>
    answerPerson(customerId, unmask).pipe(audited(unmask ? "unmasked" : "looked-up", idIn(customerId))),
  "GET /persons/:customerId/timeline": ({ params: { customerId }, query }) =>
    answerTimeline(customerId, query).pipe(audited(query.unmask ? "unmasked" : "looked-up", idIn(customerId))),
  "POST /search": ({ body: { text } }) =>
    Effect.flatMap(searchedText(text), (subject) => searchPersons(text).pipe(audited("looked-up", subject))),
} as const satisfies Stories<keyof typeof personRoutes>
