import type { Topic } from "@google-cloud/pubsub"
import { Effect, Layer } from "effect"
import { Documents } from "../documents/Documents.ts"
import { grpcStatus, grpcStatusOf } from "../http/GrpcStatus.ts"
import type { Harmless } from "../telemetry/Harmless.ts"
import { logWarning } from "../telemetry/Log.ts"
import { traceAttributes } from "../telemetry/Trace.ts"
import { type OutgoingMessage, TopicIsUnavailable, Topics } from "./Topics.ts"

export interface PubSubSettings {
  readonly project: string
}

/** Milliseconds. The client repeats a publication within the first; its caller waits for the second at most. */
const callTimeout = 4000
const patience = 5000

const publishOptions = {
  // One millisecond gathers what all requests of a turn publish into one call; an event waits for it before its 2xx.
  batching: { maxMessages: 100, maxMilliseconds: 1 },
  gaxOpts: { timeout: callTimeout },
}

/**
 * `Topics` on Pub/Sub. A publication that fails may have reached the topic all the same, and repeated reaches it twice.
 * `counts` follow the publication, and are lost if the process dies in between.
 */
export const layer = (settings: PubSubSettings): Layer.Layer<Topics, never, Documents> =>
  Layer.effect(
    Topics,
    Effect.gen(function* () {
      const documents = yield* Documents
      const client = yield* Effect.acquireRelease(
        Effect.promise(() => open(settings)),
        (client) => Effect.promise(() => client.close()),
      )
      // The object of a topic holds its batch: one for all.
      const topics = new Map<string, Topic>()
      const topicOf = (name: string): Topic => {
        const topic = topics.get(name) ?? client.topic(name, publishOptions)
        topics.set(name, topic)
        return topic
      }
      const unavailable = (topic: TopicIsUnavailable["topic"], reason: Harmless) =>
        new TopicIsUnavailable({ topic, reason })

      return Topics.of({
        publish: Effect.fn("Topics.publish", { kind: "producer" })(function* (topic, messages, counts = {}) {
          const trace = yield* traceAttributes
          yield* Effect.tryPromise({
            try: () => Promise.all(messages.map((message) => topicOf(topic).publishMessage(encode(message, trace)))),
            catch: (cause) => unavailable(topic, grpcStatusOf(cause).name),
          }).pipe(
            Effect.timeoutOrElse({
              duration: patience,
              orElse: () => Effect.fail(unavailable(topic, grpcStatus("DEADLINE_EXCEEDED").name)),
            }),
          )
          yield* documents
            .commit({ writes: [], counts })
            .pipe(Effect.catch((fact) => logWarning("counts of a publication are lost", { reason: fact._tag })))
        }),
      })
    }),
  )

/** Loaded here and not above: a process that publishes elsewhere does not pay the third of a second. */
const open = async ({ project }: PubSubSettings) => {
  const { PubSub } = await import("@google-cloud/pubsub")
  if (!process.env["PUBSUB_EMULATOR_HOST"]) return new PubSub({ projectId: project })
  const { PassThroughClient } = await import("google-auth-library")
  // Without it the client asks Google's metadata server who it is, emulator or not.
  return new PubSub({ projectId: project, authClient: new PassThroughClient() })
}

const encode = ({ data, attributes = {} }: OutgoingMessage, trace: Readonly<Record<string, string>>) => ({
  data: Buffer.from(JSON.stringify(data)),
  attributes: { ...trace, ...attributes },
})
