import { deadLetterTopic, services, subscriptionName, subscriptions, topics } from "@kith/core/pipeline"
import { queues } from "@kith/core/topics/Queues"
import * as pulumi from "@pulumi/pulumi"
import { beforeAll, describe, expect, it } from "vitest"
import { consumers } from "./Settings.ts"

interface Registered {
  readonly type: string
  readonly name: string
  readonly inputs: Readonly<Record<string, unknown>>
}

const registered: Array<Registered> = []
const ofType = (type: string) => registered.filter((resource) => resource.type === type)
const subscriptionsByName = () =>
  new Map(ofType("gcp:pubsub/subscription:Subscription").map(({ name, inputs }) => [name, inputs]))
const urlOf = (service: string) => `https://${service}-abc.a.run.app`
const agent = "serviceAccount:service-1@gcp-sa-pubsub.iam.gserviceaccount.com"
const memberOf = (service: string) => `serviceAccount:kith-${service}`
const idOf = (topic: string) => `projects/p/topics/${topic}`

/** What the provider would answer, as far as the program looks at it. */
const stateOf = ({ type, name, inputs }: Registered) => {
  if (type === "gcp:projects/serviceIdentity:ServiceIdentity") return { ...inputs, member: agent }
  if (type === "gcp:serviceaccount/account:Account") {
    return { ...inputs, email: `${name}@p.iam.gserviceaccount.com`, member: `serviceAccount:${name}` }
  }
  return inputs
}

const granted = (type: string, role: string, of: string) =>
  ofType(type)
    .filter(({ inputs }) => inputs["role"] === role)
    .map(({ inputs }) => `${inputs["member"]} on ${inputs[of]}`)
const publishers = () => granted("gcp:pubsub/topicIAMMember:TopicIAMMember", "roles/pubsub.publisher", "topic")
const subscribers = () =>
  granted("gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember", "roles/pubsub.subscriber", "subscription")

beforeAll(async () => {
  pulumi.runtime.setAllConfig({
    "kith:region": "europe-west3",
    "kith:endpoints": JSON.stringify(Object.fromEntries(consumers.map((service) => [service, urlOf(service)]))),
  })
  await pulumi.runtime.setMocks(
    {
      newResource: (resource) => {
        registered.push(resource)
        const id = resource.type === "gcp:pubsub/topic:Topic" ? idOf(resource.name) : resource.name
        return { id, state: stateOf(resource) }
      },
      call: ({ inputs }) => inputs,
    },
    "kith",
    "test",
  )
  await pulumi.runtime.runInPulumiStack(() => import("./index.ts"))
  await pulumi.runtime.disconnect()
})

describe("The path on Google Cloud", () => {
  it("holds the topics and subscriptions of the picture, and no others", () => {
    const names = ofType("gcp:pubsub/topic:Topic").map(({ inputs }) => inputs["name"])
    expect(names.sort()).toEqual([...Object.keys(topics), ...subscriptions.map(deadLetterTopic)].sort())
    const queueNames = [...subscriptionsByName().values()].map((inputs) => inputs["name"])
    expect(queueNames.sort()).toEqual(queues.map(({ name }) => name).sort())
  })

  it.each(subscriptions.map((each) => [subscriptionName(each), each] as const))(
    "gives %s dead letters, and Pub/Sub both grants to move messages there",
    (name, subscription) => {
      const topic = deadLetterTopic(subscription)
      expect(subscriptionsByName().get(name)?.["deadLetterPolicy"]).toEqual({
        deadLetterTopic: idOf(topic),
        maxDeliveryAttempts: subscription.maxDeliveryAttempts,
      })
      expect(publishers()).toContain(`${agent} on ${topic}`)
      expect(subscribers()).toContain(`${agent} on ${name}`)
    },
  )

  it.each(queues.map((queue) => [queue.name, queue] as const))(
    "pushes %s to its service as that service's account, for ever and with patience",
    (name, { topic, service, ackDeadlineSeconds, backoffSeconds: { minimum, maximum } }) => {
      expect(subscriptionsByName().get(name)).toMatchObject({
        topic: idOf(topic),
        pushConfig: {
          pushEndpoint: `${urlOf(service)}/push/${name}`,
          oidcToken: { serviceAccountEmail: `push-${service}@p.iam.gserviceaccount.com`, audience: urlOf(service) },
        },
        ackDeadlineSeconds,
        retryPolicy: { minimumBackoff: `${minimum}s`, maximumBackoff: `${maximum}s` },
        expirationPolicy: { ttl: "" },
      })
    },
  )

  it("keeps dead letters for the console without giving them up", () => {
    const deadLetters = queues.filter((queue) => queue.deadLetters === undefined)
    expect(deadLetters).toHaveLength(subscriptions.length)
    for (const { name } of deadLetters) {
      expect(subscriptionsByName().get(name)).toMatchObject({ messageRetentionDuration: "2678400s" })
      expect(subscriptionsByName().get(name)).not.toHaveProperty("deadLetterPolicy")
    }
  })

  it("lets a topic's publishers publish, a subscriber give up its own messages, and nobody else", () => {
    const wanted = [
      ...Object.entries(topics).flatMap(([topic, { publishers }]) =>
        publishers.map((service) => `${memberOf(service)} on ${topic}`),
      ),
      ...subscriptions.flatMap((each) => [
        `${memberOf(each.service)} on ${deadLetterTopic(each)}`,
        `${agent} on ${deadLetterTopic(each)}`,
      ]),
    ]
    expect(publishers().sort()).toEqual(wanted.sort())
  })

  it("grants on single resources only, to nobody outside, and takes no grant of others away", () => {
    const grants = registered.filter(({ type }) => /iam/i.test(type.split(":")[1] ?? ""))
    expect(grants.length).toBeGreaterThan(0)
    for (const { type, inputs } of grants) {
      expect(type).toMatch(/^gcp:pubsub\/(topic|subscription)IAMMember:/)
      expect(String(inputs["member"])).toMatch(/^serviceAccount:/)
    }
  })

  it("has an account for each service to act as and for each consumer to be pushed to as", () => {
    const accounts = ofType("gcp:serviceaccount/account:Account").map(({ inputs }) => String(inputs["accountId"]))
    const wanted = [...services.map((name) => `kith-${name}`), ...consumers.map((name) => `push-${name}`)]
    expect(accounts.sort()).toEqual(wanted.sort())
    for (const id of accounts) expect(id).toMatch(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/)
  })

  it("keeps every message in the region", () => {
    for (const { inputs } of ofType("gcp:pubsub/topic:Topic")) {
      expect(inputs["messageStoragePolicy"]).toEqual({
        allowedPersistenceRegions: ["europe-west3"],
        enforceInTransit: true,
      })
    }
  })
})
