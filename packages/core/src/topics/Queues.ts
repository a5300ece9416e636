import {
  type DeadLetterSubscriptionName,
  type DeadLetterTopic,
  deadLetterDelivery,
  deadLetterSubscriptionName,
  deadLetterTopic,
  type ServiceName,
  type SubscriptionName,
  subscriptionName,
  subscriptions,
  type TopicName,
} from "../pipeline.ts"

/** A subscription as a broker delivers it, those of the dead-letter topics included. */
export interface Queue {
  /** The subscription's name. */
  readonly name: SubscriptionName | DeadLetterSubscriptionName
  readonly topic: TopicName | DeadLetterTopic
  readonly service: ServiceName
  readonly ackDeadlineSeconds: number
  readonly backoffSeconds: { readonly minimum: number; readonly maximum: number }
  readonly concurrency: number
  readonly concurrencyWhenBusy?: number
  readonly goesFirst?: true
  readonly givesWay?: true
  /** Where a message goes that nobody could consume in so many deliveries; without, it stays until `retentionSeconds`. */
  readonly deadLetters?: { readonly topic: DeadLetterTopic; readonly maxDeliveryAttempts: number }
  readonly retentionSeconds?: number
}

const primary = subscriptions.map(
  ({ maxDeliveryAttempts, ...subscription }): Queue => ({
    ...subscription,
    name: subscriptionName(subscription),
    deadLetters: { topic: deadLetterTopic(subscription), maxDeliveryAttempts },
  }),
)

const deadLetter = subscriptions.map(
  (subscription): Queue => ({
    ...deadLetterDelivery,
    name: deadLetterSubscriptionName(subscription),
    topic: deadLetterTopic(subscription),
  }),
)

/** Every subscription there is. */
export const queues: ReadonlyArray<Queue> = [...primary, ...deadLetter]

/** By topic, dead-letter topics included. */
export const queuesOf: ReadonlyMap<string, ReadonlyArray<Queue>> = Map.groupBy(queues, ({ topic }): string => topic)

/** Where the messages of a topic can still be: its own subscriptions, and their dead letters. */
export const queuesHolding = (topic: TopicName): ReadonlyArray<Queue> => {
  const own = queuesOf.get(topic) ?? []
  return [...own, ...own.flatMap(({ deadLetters }) => queuesOf.get(deadLetters?.topic ?? "") ?? [])]
}
