import { pushPath } from "@kith/core/pipeline"
import type { Queue } from "@kith/core/topics/Queues"
import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"
import type { Alarms } from "./Alarms.ts"
import { backlogAlarm, deadLettersWaitingAlarm } from "./alarms/queues.ts"
import type { Service } from "./Service.ts"
import type { Topic } from "./Topic.ts"

interface SubscriptionArgs {
  readonly queue: Queue
  readonly topic: Topic
  /** Where what nobody could consume goes; with it, Pub/Sub's own account that takes it there. */
  readonly deadLetters: { readonly topic: Topic; readonly agent: pulumi.Input<string> } | undefined
  readonly target: Service
  readonly audience: pulumi.Input<string>
  /** Whom the pushes are made as. */
  readonly pusher: gcp.serviceaccount.Account
  readonly alarms: Alarms
  readonly labels: Readonly<Record<string, string>>
  readonly protect: boolean
}

/**
 * A queue of the picture as a push subscription with its own account, backoff, dead letters and alarms. Its topic cannot be
 * changed later without losing the backlog.
 */
export class Subscription extends pulumi.ComponentResource {
  constructor(name: string, args: SubscriptionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Subscription", name, {}, opts)
    const { queue, topic, deadLetters, target, audience, pusher, labels, protect } = args
    const mayInvoke = target.invocableBy(name, pusher.member)
    const subscription = new gcp.pubsub.Subscription(
      name,
      {
        name,
        topic: topic.id,
        labels,
        pushConfig: {
          pushEndpoint: pulumi.interpolate`${target.uri}${pushPath(name)}`,
          // Said, because the default is the whole URL of the endpoint.
          oidcToken: { serviceAccountEmail: pusher.email, audience },
        },
        ackDeadlineSeconds: queue.ackDeadlineSeconds,
        retryPolicy: {
          minimumBackoff: `${queue.backoffSeconds.minimum}s`,
          maximumBackoff: `${queue.backoffSeconds.maximum}s`,
        },
        // Never: by default an idle month deletes the subscription, and with it what waits there.
        expirationPolicy: { ttl: "" },
        messageRetentionDuration: `${queue.retentionSeconds ?? waits}s`,
        deadLetterPolicy: queue.deadLetters &&
          deadLetters && {
            deadLetterTopic: deadLetters.topic.id,
            maxDeliveryAttempts: queue.deadLetters.maxDeliveryAttempts,
          },
      },
      { parent: this, protect, dependsOn: [mayInvoke] },
    )
    if (deadLetters) {
      // Without it nothing fails: messages are simply delivered for ever.
      new gcp.pubsub.SubscriptionIAMMember(
        `${name}-dead-letters`,
        { subscription: subscription.name, role: "roles/pubsub.subscriber", member: deadLetters.agent },
        { parent: this },
      )
    }
    args.alarms.add(deadLetters ? backlogAlarm(queue) : deadLettersWaitingAlarm(queue), { parent: this })
    this.registerOutputs({})
  }
}

/** Seven days: what no consumer takes goes to the dead letters within hours. */
const waits = 7 * 24 * 3600
