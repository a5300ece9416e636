import { pushPath } from "@kith/core/pipeline"
import type { Queue } from "@kith/core/topics/Queues"
import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"
import type { Topic } from "./Topic.ts"

interface SubscriptionArgs {
  readonly queue: Queue
  readonly topic: Topic
  /** Where what nobody could consume goes; with it, Pub/Sub's own account that takes it there. */
  readonly deadLetters: { readonly topic: Topic; readonly agent: pulumi.Input<string> } | undefined
  readonly endpoint: string
  /** E-mail address of the account that the pushes are made as. */
  readonly pusher: pulumi.Input<string>
  readonly protect: boolean
}

/** A queue of the picture as a push subscription. Its topic cannot be changed later without losing the backlog. */
export class Subscription extends pulumi.ComponentResource {
  constructor(name: string, args: SubscriptionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Subscription", name, {}, opts)
    const { queue, topic, deadLetters, endpoint, pusher, protect } = args
    const subscription = new gcp.pubsub.Subscription(
      name,
      {
        name,
        topic: topic.id,
        pushConfig: {
          pushEndpoint: `${endpoint}${pushPath(name)}`,
          // Said, because the default is the whole URL of the endpoint.
          oidcToken: { serviceAccountEmail: pusher, audience: endpoint },
        },
        ackDeadlineSeconds: queue.ackDeadlineSeconds,
        retryPolicy: {
          minimumBackoff: `${queue.backoffSeconds.minimum}s`,
          maximumBackoff: `${queue.backoffSeconds.maximum}s`,
        },
        // Never: by default an idle month deletes the subscription, and with it what waits there.
        expirationPolicy: { ttl: "" },
        ...(queue.retentionSeconds && { messageRetentionDuration: `${queue.retentionSeconds}s` }),
        ...(queue.deadLetters &&
          deadLetters && {
            deadLetterPolicy: {
              deadLetterTopic: deadLetters.topic.id,
              maxDeliveryAttempts: queue.deadLetters.maxDeliveryAttempts,
            },
          }),
      },
      { parent: this, protect },
    )
    if (deadLetters) {
      // Without it nothing fails: messages are simply delivered for ever.
      new gcp.pubsub.SubscriptionIAMMember(
        `${name}-dead-letters`,
        { subscription: subscription.name, role: "roles/pubsub.subscriber", member: deadLetters.agent },
        { parent: this },
      )
    }
    this.registerOutputs({})
  }
}
