import type { HttpRequest, HttpResponse } from "@kith/core/http/Http"
import { problem } from "@kith/core/http/Http"
import { type Fact, waitOf } from "@kith/core/topics/Delivery"
import { SchedulerAuthentication } from "@kith/core/topics/PushAuthentication"
import { Context, Effect } from "effect"
import { findGaps, type GapsFound } from "./FindGaps.ts"

/** How far back the org is asked for what never arrived, in hours; 0 never asks. */
export const ReconcileHours = Context.Reference<number>("@kith/writeback/ReconcileHours", { defaultValue: () => 0 })

/** `POST /tasks/reconcile`, from the scheduler or a timer: asks Genesys for what the webhook was never told. */
export const reconcile: Effect.Effect<
  GapsFound | undefined,
  Effect.Error<ReturnType<typeof findGaps>>,
  Effect.Services<ReturnType<typeof findGaps>>
> = Effect.flatMap(ReconcileHours, (hours) => (hours === 0 ? Effect.succeed(undefined) : findGaps(hours)))

/** Only the scheduler may ask. A task that failed is asked for again by it. */
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
  return Effect.as(Effect.logWarning("task failed", { fact: fact._tag, reason: fact.message }), {
    ...response,
    headers,
  })
}
