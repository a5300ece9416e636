import { randomUUID } from "node:crypto"
import { Documents } from "@kith/core/documents/Documents"
import { subscriptionName, subscriptions } from "@kith/core/pipeline"
import { say } from "@kith/core/telemetry/Harmless"
import { queuesHolding } from "@kith/core/topics/Queues"
import { Topics } from "@kith/core/topics/Topics"
import { Effect, type Layer } from "effect"
import { describe, expect, it } from "vitest"

export interface Arrived {
  readonly data: unknown
  readonly attributes: Readonly<Record<string, string>>
}

export interface TopicsUnderTest<R> {
  /** Built for each test, over the topics and subscriptions of `pipeline.ts`. */
  readonly layer: () => Layer.Layer<Topics | Documents | R, unknown>
  /** Takes and acknowledges what the subscription holds, waiting until at least that many have come. */
  readonly receive: (subscription: string, atLeast: number) => Effect.Effect<ReadonlyArray<Arrived>, unknown, R>
}

const publish = (...args: Parameters<(typeof Topics)["Service"]["publish"]>) =>
  Topics.use((topics) => topics.publish(...args))
const names = (arrived: ReadonlyArray<Arrived>) => arrived.map(({ data }) => data).sort()

/** What every adapter of `Topics` promises. */
export const topicsConformance = <R>(title: string, { layer, receive }: TopicsUnderTest<R>): void => {
  const law = (sentence: string, test: Effect.Effect<unknown, unknown, Topics | Documents | R>) =>
    it(sentence, () => Effect.runPromise(Effect.provide(test, layer())))

  describe(title, () => {
    law(
      "brings a message to every subscription of its topic",
      Effect.gen(function* () {
        const data = randomUUID()
        yield* publish("identity-resolved", [{ data }])
        for (const subscription of subscriptions.filter(({ topic }) => topic === "identity-resolved")) {
          expect(names(yield* receive(subscriptionName(subscription), 1))).toEqual([data])
        }
      }),
    )

    law(
      "brings data as it was published, and the attributes with it",
      Effect.gen(function* () {
        const data = { n: [1, -0.5, [[]]], o: { "": {}, "ä.b": null }, s: "\u0000 𝒳", t: true }
        yield* publish("interaction-opened", [{ data, attributes: { reason: say`a.b`, empty: say`` } }])
        const [arrived] = yield* receive("interaction-opened-to-resolver", 1)
        expect(arrived?.data).toEqual(data)
        expect(arrived?.attributes).toMatchObject({ reason: "a.b", empty: say`` })
      }),
    )

    law(
      "brings every message of a publication",
      Effect.gen(function* () {
        const published = Array.from({ length: 50 }, (_, n) => `message ${n}`)
        yield* publish(
          "interaction-updated",
          published.map((data) => ({ data })),
        )
        const arrived = yield* receive("interaction-updated-to-resolver", published.length)
        expect(names(arrived)).toEqual([...published].sort())
      }),
    )

    law(
      "takes a dead letter to the subscription that the console reads",
      Effect.gen(function* () {
        const [own, deadLetters] = queuesHolding("interaction-opened")
        yield* publish(deadLetters?.topic ?? "interaction-opened", [
          { data: "poison", attributes: { reason: say`MessageIsUnreadable` } },
        ])
        const [arrived] = yield* receive(deadLetters?.name ?? "", 1)
        expect(arrived).toMatchObject({ data: "poison", attributes: { reason: "MessageIsUnreadable" } })
        expect(own?.name).toBe("interaction-opened-to-resolver")
      }),
    )

    law(
      "adds the counts of a publication, of an empty one too",
      Effect.gen(function* () {
        const counter = `published-${randomUUID()}`
        yield* publish("person-forgotten", [{ data: {} }], { [counter]: 2 })
        yield* publish("person-forgotten", [], { [counter]: 1 })
        const counts = yield* Documents.use((documents) => documents.counts)
        expect(counts[counter]).toBe(3)
      }),
    )
  })
}
