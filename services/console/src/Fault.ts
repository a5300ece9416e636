import type { DocumentsHaveMoved, ReadProblem } from "@kith/core/documents/Documents"
import { type HttpResponse, problem } from "@kith/core/http/Http"
import type { FlowIsUnknown } from "@kith/core/telemetry/Flow"
import { logWarning } from "@kith/core/telemetry/Log"
import type { TopicIsUnavailable } from "@kith/core/topics/Topics"
import { Effect } from "effect"
import type { RequestIsInvalid } from "./ReadBody.ts"

/** Everything a question or an order may fail with. */
export type Fault = RequestIsInvalid | ReadProblem | DocumentsHaveMoved | TopicIsUnavailable | FlowIsUnknown

const tryAgain: HttpResponse = (({ headers, ...rest }) => ({ ...rest, headers: { ...headers, "retry-after": "1" } }))(
  problem(503, "Try again"),
)

const answers: { readonly [Tag in Fault["_tag"]]: (fault: Fault) => HttpResponse } = {
  RequestIsInvalid: (fault) => problem(400, "Invalid request", fault.message),
  DocumentIsUnreadable: () => problem(500, "Internal error"),
  DocumentsAreUnavailable: () => tryAgain,
  DocumentsHaveMoved: () => tryAgain,
  TopicIsUnavailable: () => tryAgain,
  FlowIsUnknown: () => tryAgain,
}

/** The asker's mistakes are answered, ours are logged too. */
export const faultAnswer = (fault: Fault): Effect.Effect<HttpResponse> =>
  (fault._tag === "RequestIsInvalid" ? Effect.void : logWarning("request failed", {}, fault)).pipe(
    Effect.as(answers[fault._tag](fault)),
  )
