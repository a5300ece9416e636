import { once } from "node:events"
import { createServer, type Server } from "node:http"
import { text } from "node:stream/consumers"
import { Documents } from "@kith/core/documents/Documents"
import { pushPath, type ServiceName, services } from "@kith/core/pipeline"
import * as PubSubTopics from "@kith/core/topics/PubSubTopics"
import { readEnvelope } from "@kith/core/topics/PushEnvelope"
import { Topics } from "@kith/core/topics/Topics"
import { Effect, Layer } from "effect"
import { afterAll, beforeAll, expect, it, vi } from "vitest"
import type { Arrived } from "../conformance/topics.ts"
import { onEmulators, ownProject } from "./OnEmulators.ts"
import { pubSubOf } from "./PubSubEmulator.ts"
import { provision } from "./provision.ts"

const project = ownProject()
const refused = pushPath("person-forgotten-to-writeback")
const attempts = 5

/** Each service at a path of one server, which answers as the console would, and refuses the pushes to one of them. */
const listen = async (arrived: Array<Arrived & { readonly path: string }>) => {
  const server = createServer(async (request, response) => {
    const path = request.url ?? ""
    const message = readEnvelope(Buffer.from(await text(request)))
    arrived.push({ path, data: JSON.parse(message?.data ?? "null"), attributes: message?.attributes ?? {} })
    response.writeHead(path.endsWith(refused) ? 503 : 204).end()
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  return server
}

const urlsOf = (server: Server) => {
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`
  return Object.fromEntries(services.map((name) => [name, `${url}/${name}`])) as Record<ServiceName, string>
}

onEmulators("The picture on Pub/Sub", () => {
  const arrived: Array<Arrived & { readonly path: string }> = []
  const pathsOf = (end: string) => arrived.filter(({ path }) => path.endsWith(end)).map(({ path }) => path)
  let tidyUp = async () => {}

  beforeAll(async () => {
    const server = await listen(arrived)
    const remove = await provision(project, {
      urls: urlsOf(server),
      alter: (queue) => ({
        ...queue,
        ...(queue.deadLetters && { deadLetters: { ...queue.deadLetters, maxDeliveryAttempts: attempts } }),
      }),
    })
    tidyUp = async () => {
      await remove()
      server.close()
    }
  })
  afterAll(() => tidyUp())

  it("pushes to each subscriber, and hands the console what one of them keeps refusing", async () => {
    const documents = Layer.mock(Documents, { commit: () => Effect.void })
    const topics = PubSubTopics.layer({ project }).pipe(Layer.provide(documents))
    const publish = Topics.use(({ publish }) => publish("person-forgotten", [{ data: { erasureId: "e" } }]))
    await Effect.runPromise(Effect.provide(publish, topics))

    const isDeadLetter = ({ path }: { path: string }) => path.includes("dead-letter")
    await vi.waitUntil(() => arrived.some(isDeadLetter), { timeout: 50_000, interval: 100 })
    expect(pathsOf("person-forgotten-to-resolver")).toEqual(["/resolver/push/person-forgotten-to-resolver"])
    expect(pathsOf("person-forgotten-to-crm-sync")).toEqual(["/crm-sync/push/person-forgotten-to-crm-sync"])
    expect(pathsOf(refused)).toHaveLength(attempts)
    expect(arrived.filter(isDeadLetter)).toMatchObject([
      {
        path: "/console/push/person-forgotten-to-writeback-dead-letter-to-console",
        data: { erasureId: "e" },
        attributes: { CloudPubSubDeadLetterSourceSubscription: "person-forgotten-to-writeback" },
      },
    ])
  })

  it("has the deadlines and waits that the picture gives", async () => {
    const { subscription, topicName } = pubSubOf(project)
    expect(await subscription("identity-resolved-to-crm-sync")).toMatchObject({
      topic: topicName("identity-resolved"),
      ackDeadlineSeconds: 60,
      retryPolicy: { minimumBackoff: "1s", maximumBackoff: "600s" },
      deadLetterPolicy: { deadLetterTopic: topicName("identity-resolved-to-crm-sync-dead-letter") },
    })
  })
})
