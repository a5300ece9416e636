import { Cause, Effect } from "effect"
import type * as z from "zod"
import { firstIssue } from "../http/FirstIssue.ts"
import { type HttpHandler, type HttpRequest, type HttpResponse, problem } from "../http/Http.ts"
import { parseJson } from "../http/Json.ts"
import {
  type DeadLetterSubscriptionName,
  deadLetterSubscriptionName,
  deadLetterTopic,
  pushPath,
  type ServiceName,
  type Subscription,
  type SubscriptionName,
  subscriptionName,
  subscriptions,
  type TopicName,
} from "../pipeline.ts"
import { Broken } from "../telemetry/Broken.ts"
import { say, shortened } from "../telemetry/Harmless.ts"
import { logDebug, logError, logWarning } from "../telemetry/Log.ts"
import { followedFrom } from "../telemetry/Trace.ts"
import { type Fact, MessageIsUnreadable, verdictOf, waitOf } from "./Delivery.ts"
import { PushAuthentication } from "./PushAuthentication.ts"
import { type Received, readEnvelope } from "./PushEnvelope.ts"
import { Topics } from "./Topics.ts"

export type { Received } from "./PushEnvelope.ts"

export interface Consumer<R> {
  readonly topic: TopicName
  readonly consume: (message: Received<unknown>) => Effect.Effect<void, Fact, R>
}

/** What a service does with the messages of one topic. A message that does not fit `schema` never reaches `handle`. */
export const consumer = <A, R>(
  topic: TopicName,
  schema: z.ZodType<A>,
  handle: (message: Received<A>) => Effect.Effect<void, Fact, R>,
): Consumer<R> => ({
  topic,
  consume: (message) => {
    const read = schema.safeParse(message.data)
    return read.success
      ? handle({ ...message, data: read.data })
      : Effect.fail(new MessageIsUnreadable({ issue: firstIssue(read.error, schema) }))
  },
})

/** A subscription's end: consumes a message, and says what becomes of one that never can be. */
interface Delivery<R> {
  readonly subscription: SubscriptionName | DeadLetterSubscriptionName
  readonly consume: (message: Received<string>) => Effect.Effect<void, Fact, R>
  readonly giveUp: (message: Received<string>, fact: Fact) => Effect.Effect<HttpResponse, never, R>
}

const acked: HttpResponse = { status: 204 }

const again = (fact: Fact): HttpResponse => {
  const response = problem(503, "Deliver again")
  const seconds = Math.max(1, Math.ceil(waitOf(fact) / 1000))
  return { ...response, headers: { ...response.headers, "retry-after": String(seconds) } }
}

const moveToDeadLetters = (subscription: Subscription) =>
  Effect.fnUntraced(
    function* (message: Received<string>, fact: Fact) {
      const attributes = {
        ...message.attributes,
        reason: say`${fact._tag}`,
        detail: shortened(fact.message, 300),
        subscription: say`${subscriptionName(subscription)}`,
      }
      const data = parseJson(message.data) ?? message.data
      yield* (yield* Topics).publish(deadLetterTopic(subscription), [{ data, attributes }])
      return acked
    },
    Effect.catchTag("TopicIsUnavailable", (fact) => Effect.succeed(again(fact))),
  )

/** 204: acked. 503: deliver again. 500: a bug, deliver again. */
const deliver = Effect.fnUntraced(function* <R>(delivery: Delivery<R>, message: Received<string>) {
  const { subscription } = delivery
  const { messageId, attempt } = message
  return yield* delivery.consume(message).pipe(
    Effect.as(acked),
    Effect.catch((fact: Fact) => {
      const verdict = verdictOf(fact)
      const fields = { subscription, messageId, attempt, fact: fact._tag, reason: fact.message, verdict }
      // In a storm most have to come again, which is no failure and nothing to read thousands of times.
      const log =
        fact._tag === "TurnIsLater" ? logDebug("delivery comes later", fields) : logWarning("delivery failed", fields)
      return log.pipe(
        Effect.andThen(verdict === "retry" ? Effect.succeed(again(fact)) : delivery.giveUp(message, fact)),
      )
    }),
    Effect.catchDefect((defect) =>
      logError("delivery died", { subscription, messageId, attempt }, Cause.die(defect)).pipe(
        Effect.as(problem(500, "Internal error")),
      ),
    ),
    Effect.withSpan(`consume ${subscription}`, { kind: "consumer" }, { captureStackTrace: false }),
    followedFrom(message),
  )
})

const endpoint = <R>(deliveries: ReadonlyArray<Delivery<R>>) => {
  const byPath = new Map(deliveries.map((delivery) => [pushPath(delivery.subscription), delivery]))
  return Effect.fnUntraced(
    function* (request: HttpRequest) {
      const delivery = byPath.get(request.path)
      if (delivery === undefined) return problem(404, "No such subscription")
      if (request.method !== "POST") return problem(405, "Method not allowed")
      yield* (yield* PushAuthentication).verify(request.headers)
      const message = request.pushed ?? readEnvelope(request.body)
      if (message === undefined) {
        yield* logWarning("no push envelope", { subscription: delivery.subscription })
        return problem(400, "No push envelope")
      }
      return yield* deliver(delivery, message)
    },
    Effect.catchTag("PushIsUnauthenticated", (fact) =>
      logWarning("push refused", { reason: fact.reason }).pipe(Effect.as(problem(401, "Unauthenticated"))),
    ),
  )
}

const delivery = <R>(subscription: Subscription, consumer: Consumer<R>): Delivery<R | Topics> => ({
  subscription: subscriptionName(subscription),
  consume: (message) => {
    const data = parseJson(message.data)
    return data === undefined
      ? Effect.fail(new MessageIsUnreadable({ issue: say`body: invalid_json` }))
      : consumer.consume({ ...message, data })
  },
  giveUp: moveToDeadLetters(subscription),
})

/**
 * `POST /push/{subscription}` of a service: one consumer for each topic that `pipeline.ts` has it consume. A message that
 * never can be consumed goes to the subscription's dead-letter topic with the attributes `reason`, `detail` and
 * `subscription`, and is acked only then.
 */
export const pushEndpoint = <R>(
  service: ServiceName,
  consumers: ReadonlyArray<Consumer<R>>,
): HttpHandler<R | Topics | PushAuthentication> => {
  const own = subscriptions.filter((subscription) => subscription.service === service)
  return endpoint(
    own.map((subscription) => {
      const consumer = consumers.find(({ topic }) => topic === subscription.topic)
      if (consumer === undefined) throw new Broken(say`${service} does not consume ${subscription.topic}`)
      return delivery(subscription, consumer)
    }),
  )
}

/**
 * `POST /push/{dead-letter subscription}`: everything that was given up anywhere, with the subscription it came from. Data
 * that is no JSON comes as text. Nothing is given up twice: what `keep` fails with is delivered again.
 */
export const deadLetterEndpoint = <R>(
  keep: (origin: Subscription, message: Received<unknown>) => Effect.Effect<void, Fact, R>,
): HttpHandler<R | PushAuthentication> =>
  endpoint(
    subscriptions.map((origin) => ({
      subscription: deadLetterSubscriptionName(origin),
      consume: (message) => keep(origin, { ...message, data: parseJson(message.data) ?? message.data }),
      giveUp: (_message, fact) => Effect.succeed(again(fact)),
    })),
  )
