import { Effect, Option } from "effect"
import { Headers, HttpTraceContext } from "effect/http"

/** Message attributes that let the consumer continue the present trace; none outside a span. */
export const traceAttributes: Effect.Effect<Readonly<Record<string, string>>> = Effect.currentSpan.pipe(
  Effect.map((span): Readonly<Record<string, string>> => {
    const traceparent = HttpTraceContext.toHeaders(span)["traceparent"]
    return traceparent === undefined ? {} : { traceparent }
  }),
  Effect.orElseSucceed(() => ({})),
)

/** Makes the spans of an effect children of the one that `attributes` (or request headers) name, if they name one. */
export const continueFrom =
  (attributes: Readonly<Record<string, string | undefined>>) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Option.match(HttpTraceContext.w3c(Headers.fromInput({ traceparent: attributes["traceparent"] })), {
      onNone: () => self,
      onSome: (parent) => Effect.withParentSpan(self, parent) as Effect.Effect<A, E, R>,
    })
