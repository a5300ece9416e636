import { Clock, Effect, Layer, Result } from "effect"
import { Sqlite } from "../documents/Sqlite.ts"
import { makeCounting } from "../documents/SqliteCounters.ts"
import type { SqliteFailed } from "../documents/SqliteFailed.ts"
import { Broken } from "../telemetry/Broken.ts"
import { say } from "../telemetry/Harmless.ts"
import { traceAttributes } from "../telemetry/Trace.ts"
import { leave } from "../telemetry/Trail.ts"
import { SqliteQueue, type Stored } from "./SqliteQueue.ts"
import { type OutgoingMessage, TopicIsUnavailable, Topics } from "./Topics.ts"

const largestMessage = 256 * 1024

/** `Topics` on the embedded store: messages and counts in one transaction. Brings the queue that the broker empties. */
export const layer: Layer.Layer<Topics | SqliteQueue, never, Sqlite> = Layer.effect(
  Topics,
  Effect.gen(function* () {
    const { database, write } = yield* Sqlite
    const queue = yield* SqliteQueue
    const count = makeCounting(database)

    return Topics.of({
      publish: Effect.fnUntraced(function* (topic, messages, counts = {}) {
        const trace = yield* traceAttributes
        const now = yield* Clock.currentTimeMillis
        const stored = messages.map((message) => encode(topic, message, trace))
        // Not to be interrupted between the two: nobody would be told of the messages.
        yield* write(() => {
          const spared = queue.append(topic, stored, now)
          count(spared === 0 ? counts : { ...counts, [`${topic}.spared`]: spared })
          return Result.succeed(undefined)
        }).pipe(
          Effect.map(() => queue.announce(topic)),
          Effect.mapError(({ reason }: SqliteFailed) => new TopicIsUnavailable({ topic, reason })),
          Effect.uninterruptible,
        )
        yield* leave({ note: "published", topic, count: messages.length })
      }),
    })
  }),
).pipe(Layer.provideMerge(SqliteQueue.layer))

const encode = (
  topic: TopicIsUnavailable["topic"],
  message: OutgoingMessage,
  trace: Readonly<Record<string, string>>,
): Stored => {
  const data = JSON.stringify(message.data)
  if (Buffer.byteLength(data) > largestMessage) throw new Broken(say`a message for ${topic} is over 256 KiB`)
  return { data, attributes: JSON.stringify({ ...trace, ...message.attributes }), about: message.about }
}
