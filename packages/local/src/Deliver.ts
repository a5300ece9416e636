import type { HttpHandler, HttpResponse } from "@kith/core/http/Http"
import { logError, logWarning } from "@kith/core/telemetry/Log"
import { leave } from "@kith/core/telemetry/Trail"
import type { Queue } from "@kith/core/topics/Queues"
import { type Delivery, SqliteQueue } from "@kith/core/topics/SqliteQueue"
import { Clock, Effect, Random, Schedule } from "effect"
import { backoffMillis } from "./Backoff.ts"
import { pushRequest } from "./PushRequest.ts"

/**
 * Pushes one leased message, and acknowledges it, puts it back for later or moves it to the dead letters. `answered` is run
 * between the two: another delivery need not wait until the verdict is written.
 */
export const deliver = Effect.fnUntraced(function* (
  queue: Queue,
  handler: HttpHandler,
  delivery: Delivery,
  answered: Effect.Effect<void>,
) {
  // Leased once too often: the process died during the last attempt.
  const pushed = isSpent(queue, delivery.attempt - 1) ? Effect.succeed(gone) : push(queue, handler, delivery)
  const response = yield* Effect.ensuring(pushed, answered)
  // A lease ends with its process only, so the verdict has to be written some time.
  yield* Effect.retry(settle(queue, delivery, response), Schedule.spaced("1 second"))
})

const acknowledged: ReadonlySet<number> = new Set([102, 200, 201, 202, 204])
const gone: HttpResponse = { status: 500 }

const push = (queue: Queue, handler: HttpHandler, delivery: Delivery): Effect.Effect<HttpResponse> =>
  handler(pushRequest(queue.name, delivery)).pipe(
    Effect.timeoutOrElse({
      duration: queue.ackDeadlineSeconds * 1000,
      orElse: () => Effect.as(logWarning("ack deadline passed", about(queue, delivery)), { status: 504 }),
    }),
    Effect.catchCause((cause) => Effect.as(logError("delivery died", about(queue, delivery), cause), gone)),
  )

const settle = Effect.fnUntraced(function* (queue: Queue, delivery: Delivery, response: HttpResponse) {
  const store = yield* SqliteQueue
  if (acknowledged.has(response.status)) {
    yield* store.acknowledge(delivery)
    return yield* leave({ note: "acknowledged", subscription: queue.name })
  }
  if (queue.deadLetters !== undefined && isSpent(queue, delivery.attempt)) {
    yield* logWarning("attempts exhausted", about(queue, delivery))
    return yield* store.moveTo(queue.deadLetters.topic, delivery, deadLetterAttributes(queue, delivery))
  }
  const now = yield* Clock.currentTimeMillis
  if (queue.retentionSeconds !== undefined && delivery.publishedAt + queue.retentionSeconds * 1000 <= now) {
    yield* logError("retention passed: the message is dropped", about(queue, delivery))
    return yield* store.acknowledge(delivery)
  }
  const wait = backoffMillis(queue.backoffSeconds, delivery.attempt, yield* Random.next, retryAfterSeconds(response))
  yield* store.putBack(delivery, now + wait)
  store.arrivals(queue.name).openUnsafe()
})

const isSpent = ({ deadLetters }: Queue, attempts: number): boolean =>
  deadLetters !== undefined && attempts >= deadLetters.maxDeliveryAttempts

/** As Pub/Sub names them, and the reason that an endpoint gives when it moves a message itself. */
const deadLetterAttributes = (queue: Queue, { attributes, attempt }: Delivery): string =>
  JSON.stringify({
    ...JSON.parse(attributes),
    CloudPubSubDeadLetterSourceSubscription: queue.name,
    CloudPubSubDeadLetterSourceDeliveryCount: String(attempt),
    reason: "AttemptsExhausted",
  })

/** 0 where there is none or it is a date, which no consumer of ours sends. */
const retryAfterSeconds = ({ headers }: HttpResponse): number => {
  const seconds = Number(headers?.["retry-after"] ?? 0)
  return Number.isFinite(seconds) ? seconds : 0
}

const about = (queue: Queue, { messageId, attempt }: Delivery) => ({ subscription: queue.name, messageId, attempt })
