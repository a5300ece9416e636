import { Documents } from "@kith/core/documents/Documents"
import * as FirestoreDocuments from "@kith/core/documents/FirestoreDocuments"
import type { TopicName } from "@kith/core/pipeline"
import * as PubSubTopics from "@kith/core/topics/PubSubTopics"
import { Topics } from "@kith/core/topics/Topics"
import { Effect, Layer } from "effect"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type Arrived, topicsConformance } from "../conformance/topics.ts"
import { onEmulators, ownProject } from "./OnEmulators.ts"
import { pubSubOf } from "./PubSubEmulator.ts"
import { provision } from "./provision.ts"

const project = ownProject()
const { pull } = pubSubOf(project)

const receive = async (subscription: string, atLeast: number): Promise<ReadonlyArray<Arrived>> => {
  const arrived: Array<Arrived> = []
  for (let pulls = 0; arrived.length < atLeast && pulls < 50; pulls++) arrived.push(...(await pull(subscription)))
  return arrived
}

onEmulators("Pub/Sub as a broker", () => {
  let remove = async () => {}
  beforeAll(async () => {
    remove = await provision(project)
  })
  afterAll(() => remove())

  topicsConformance("PubSubTopics", {
    layer: () =>
      PubSubTopics.layer({ project }).pipe(
        Layer.provideMerge(FirestoreDocuments.layer({ project, database: "(default)" })),
      ),
    receive: (subscription, atLeast) => Effect.promise(() => receive(subscription, atLeast)),
  })

  it("counts nothing when there is no such topic", async () => {
    const documents = Layer.mock(Documents, {})
    const publish = Topics.use(({ publish }) => publish("nowhere" as TopicName, [{ data: 1 }], { accepted: 1 }))
    const topics = PubSubTopics.layer({ project }).pipe(Layer.provide(documents))
    const fact = await Effect.runPromise(Effect.provide(Effect.flip(publish), topics))
    expect(fact.message).toBe("publishing to nowhere: 5 NOT_FOUND")
  })
})
