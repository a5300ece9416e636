import { Effect } from "effect"
import { type HttpRequest, type HttpResponse, problem } from "../http/Http.ts"
import { logWarning } from "../telemetry/Log.ts"
import { type Fact, waitOf } from "./Delivery.ts"
import { SchedulerAuthentication } from "./PushAuthentication.ts"

/** A `POST /tasks/…`: only the scheduler may ask. A task that failed is asked for again by it. */
export const byScheduler =
  <A, R>(work: Effect.Effect<A, Fact, R>) =>
  (request: HttpRequest): Effect.Effect<HttpResponse, never, R> =>
    SchedulerAuthentication.use(({ verify }) => verify(request.headers)).pipe(
      Effect.matchEffect({
        onFailure: () => Effect.succeed(problem(401, "Unauthenticated")),
        onSuccess: () => Effect.matchEffect(work, { onSuccess: done, onFailure: failed }),
      }),
    )

const done = <A>(found: A): Effect.Effect<HttpResponse> => Effect.succeed({ status: 200, body: found ?? {} })

const failed = (fact: Fact): Effect.Effect<HttpResponse> => {
  const response = problem(503, "Try again")
  const headers = { ...response.headers, "retry-after": String(Math.max(1, Math.ceil(waitOf(fact) / 1000))) }
  return Effect.as(logWarning("task failed", { fact: fact._tag, reason: fact.message }), {
    ...response,
    headers,
  })
}
