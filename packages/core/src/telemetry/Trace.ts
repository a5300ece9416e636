import { Clock, Context, Effect, Option } from "effect"
import { Headers, HttpTraceContext } from "effect/http"
import { type Harmless, say, shaped } from "./Harmless.ts"

/** When the event came in that is being followed from message to message, in epoch milliseconds. */
const CameInAt = Context.Reference<number | undefined>("@kith/core/CameInAt", { defaultValue: () => undefined })

const spanAttributes: Effect.Effect<Readonly<Record<string, Harmless>>> = Effect.currentSpan.pipe(
  Effect.map((span): Readonly<Record<string, Harmless>> => {
    const traceparent = HttpTraceContext.toHeaders(span)["traceparent"]
    return traceparent === undefined ? {} : { traceparent: shaped("traceparent", traceparent) }
  }),
  Effect.orElseSucceed(() => ({})),
)

/** Message attributes by which the consumer continues the present trace and knows when it began; none if nothing did. */
export const traceAttributes: Effect.Effect<Readonly<Record<string, Harmless>>> = Effect.gen(function* () {
  const cameInAt = yield* CameInAt
  return { ...(yield* spanAttributes), ...(cameInAt !== undefined && { cameInAt: say`${cameInAt}` }) }
})

/** Milliseconds since the event came in from which everything at hand follows; nothing if that is not known. */
export const age: Effect.Effect<number | undefined> = Effect.gen(function* () {
  const cameInAt = yield* CameInAt
  return cameInAt === undefined ? undefined : Math.max(0, (yield* Clock.currentTimeMillis) - cameInAt)
})

/** Handles a message as a step of what its attributes say began earlier, or of what began with it. */
export const followedFrom =
  (message: { readonly attributes: Readonly<Record<string, string>>; readonly publishedAt: number }) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
    const { cameInAt = "" } = message.attributes
    const since = /^\d{10,16}$/.test(cameInAt) ? Number(cameInAt) : message.publishedAt
    return self.pipe(Effect.provideService(CameInAt, since), continueFrom(message.attributes))
  }

/** Makes the spans of an effect children of the one that `attributes` (or request headers) name, if they name one. */
export const continueFrom =
  (attributes: Readonly<Record<string, string | undefined>>) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
    const { traceparent } = attributes
    if (traceparent === undefined) return self
    return Option.match(HttpTraceContext.w3c(Headers.fromInput({ traceparent })), {
      onNone: () => self,
      onSome: (parent) => Effect.withParentSpan(self, parent) as Effect.Effect<A, E, R>,
    })
  }
