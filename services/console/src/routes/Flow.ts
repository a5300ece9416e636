import { problem } from "@kith/core/http/Http"
import { Effect } from "effect"
import { answerEvent, listEvents } from "../AnswerEvents.ts"
import { makeOverview } from "../AnswerOverview.ts"
import { audited } from "../Audit.ts"
import { idIn } from "../AuditedSubject.ts"
import type { RouteName } from "../api/routes.ts"
import { makeStream } from "../FollowStream.ts"
import type { Stories } from "../Guard.ts"
import { tryEvent } from "../TryEvent.ts"

const lacksPrivacy = problem(403, "Forbidden", "unmasking needs the scope privacy")

export const flow = () => {
  const overview = makeOverview()
  const stream = makeStream(overview)
  return {
    "GET /overview": () => Effect.map(overview, (body) => ({ status: 200, body })),
    "GET /stream": ({ query }) => stream(query),
    "GET /events": ({ query }) => listEvents(query),
    "POST /try": ({ body, scopes }) => {
      if (body.unmask && !scopes.includes("privacy")) return Effect.succeed(lacksPrivacy)
      return tryEvent(body).pipe(audited(body.unmask ? "unmasked" : "tried", "-"))
    },
    "GET /events/:id": ({ params: { id }, query: { unmask }, scopes }) => {
      if (!unmask) return answerEvent(id, false)
      return scopes.includes("privacy")
        ? answerEvent(id, true).pipe(audited("unmasked", idIn(id)))
        : Effect.succeed(lacksPrivacy)
    },
  } as const satisfies Partial<Stories<RouteName>>
}
