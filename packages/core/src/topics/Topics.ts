import { Context, Data, type Effect } from "effect"

export interface OutgoingMessage {
  /** JSON; at most 256 KiB encoded. */
  readonly data: unknown
  /** No personal values: attributes show in logs and metrics. */
  readonly attributes?: Readonly<Record<string, string>>
}

export class TopicIsUnavailable extends Data.TaggedError("TopicIsUnavailable")<{
  readonly topic: string
  readonly reason: string
}> {
  override get message() {
    return `publishing to ${this.topic}: ${this.reason}`
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
      topic: string,
      messages: ReadonlyArray<OutgoingMessage>,
      counts?: Readonly<Record<string, number>>,
    ) => Effect.Effect<void, TopicIsUnavailable>
  }
>()("@kith/core/Topics") {}
