import { Context, type Effect } from "effect"
import type { DeadLetterTopic, TopicName } from "../pipeline.ts"
import { type Harmless, say } from "../telemetry/Harmless.ts"
import { HarmlessError } from "../telemetry/HarmlessError.ts"

export interface OutgoingMessage {
  /** JSON; at most 256 KiB encoded. */
  readonly data: unknown
  /** Attributes show in logs and metrics. */
  readonly attributes?: Readonly<Record<string, Harmless>>
  /**
   * An id of what it is about, where only that and nothing else of the message matters, for its consumers look up the
   * present state: a topic may leave out what a message says that waits for its first delivery.
   */
  readonly about?: string
}

export class TopicIsUnavailable extends HarmlessError("TopicIsUnavailable")<{
  readonly topic: TopicName | DeadLetterTopic | "backlog"
  readonly reason: Harmless
}> {
  override get message() {
    return say`publishing to ${this.topic}: ${this.reason}`
  }
}

export class Topics extends Context.Service<
  Topics,
  {
    /**
     * Succeeds when every message is stored durably. `counts` are added with the publication: atomically where topics
     * and documents share a store (embedded), otherwise after it. `topic` is a topic or dead-letter topic of
     * `pipeline.ts`.
     */
    readonly publish: (
      topic: TopicName | DeadLetterTopic,
      messages: ReadonlyArray<OutgoingMessage>,
      counts?: Readonly<Record<string, number>>,
    ) => Effect.Effect<void, TopicIsUnavailable>
  }
>()("@kith/core/Topics") {}
