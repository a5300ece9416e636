import { deadLetterTopic, services, subscriptions, topics } from "@kith/core/pipeline"
import { queues } from "@kith/core/topics/Queues"
import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"
import { Accounts } from "./Accounts.ts"
import { consumers, readSettings } from "./Settings.ts"
import { Subscription } from "./Subscription.ts"
import { Topic } from "./Topic.ts"

const config = new pulumi.Config()
const { region, endpoints, protect } = readSettings({
  region: config.get("region"),
  endpoints: config.getObject("endpoints"),
  protect: config.getBoolean("protect"),
})

const dependsOn = ["iam", "pubsub"].map(
  (api) => new gcp.projects.Service(api, { service: `${api}.googleapis.com`, disableOnDestroy: false }),
)
/** Pub/Sub's own account, which takes messages to the dead letters. In a new project it is not there before. */
const agent = new gcp.projects.ServiceIdentity("pubsub-agent", { service: "pubsub.googleapis.com" }, { dependsOn })
const accounts = new Accounts("accounts", { services, consumers }, { dependsOn })

const built = new Map<string, Topic>()
for (const [name, { publishers }] of Object.entries(topics)) {
  const members = Object.fromEntries(publishers.map((service) => [service, accounts.memberOf(service)]))
  built.set(name, new Topic(name, { region, protect, publishers: members }, { dependsOn }))
}
for (const subscription of subscriptions) {
  // The service gives up what it never can consume; Pub/Sub what it could not in all its attempts.
  const publishers = { [subscription.service]: accounts.memberOf(subscription.service), agent: agent.member }
  const name = deadLetterTopic(subscription)
  built.set(name, new Topic(name, { region, protect, publishers }, { dependsOn }))
}

const topicOf = (name: string): Topic => {
  const topic = built.get(name)
  if (topic === undefined) throw new Error(`${name} is not in the picture`)
  return topic
}

for (const queue of queues) {
  new Subscription(queue.name, {
    queue,
    topic: topicOf(queue.topic),
    deadLetters: queue.deadLetters && { topic: topicOf(queue.deadLetters.topic), agent: agent.member },
    endpoint: endpoints[queue.service],
    pusher: accounts.pusherTo(queue.service),
    protect,
  })
}

/** By consumer, what its `PUBSUB_PUSH_SERVICE_ACCOUNT` has to be. */
export const pushServiceAccounts = Object.fromEntries(consumers.map((service) => [service, accounts.pusherTo(service)]))
