import { pushPath, type ServiceName, topics } from "@kith/core/pipeline"
import { type Queue, queues } from "@kith/core/topics/Queues"
import { pubSubOf } from "./PubSubEmulator.ts"

interface Provisioning {
  /** Base URL of each service; without it, tests pull. */
  readonly urls?: Readonly<Record<ServiceName, string>>
  /** For tests that cannot wait for all attempts. */
  readonly alter?: (queue: Queue) => Queue
}

/** Seven days in seconds; production takes 31. */
const longestRetention = 7 * 24 * 3600

/**
 * Creates on the emulator what `pipeline.ts` pictures: topics, dead-letter topics and every subscription. The answer takes
 * the subscriptions away again: a backlog for an endpoint that is gone would keep the emulator busy.
 */
export const provision = async (
  project: string,
  { urls, alter = (queue) => queue }: Provisioning = {},
): Promise<() => Promise<void>> => {
  const { createTopic, createSubscription, deleteSubscription, topicName } = pubSubOf(project)
  const names = new Set([...Object.keys(topics), ...queues.map(({ topic }) => topic)])
  await Promise.all([...names].map((topic) => createTopic(topic)))
  const settingsOf = ({ name, topic, service, backoffSeconds, deadLetters, retentionSeconds, ...queue }: Queue) => ({
    topic: topicName(topic),
    ackDeadlineSeconds: queue.ackDeadlineSeconds,
    retryPolicy: { minimumBackoff: `${backoffSeconds.minimum}s`, maximumBackoff: `${backoffSeconds.maximum}s` },
    ...(urls && { pushConfig: { pushEndpoint: `${urls[service]}${pushPath(name)}` } }),
    ...(deadLetters && {
      deadLetterPolicy: {
        deadLetterTopic: topicName(deadLetters.topic),
        maxDeliveryAttempts: deadLetters.maxDeliveryAttempts,
      },
    }),
    ...(retentionSeconds && { messageRetentionDuration: `${Math.min(retentionSeconds, longestRetention)}s` }),
  })
  await Promise.all(queues.map((queue) => createSubscription(queue.name, settingsOf(alter(queue)))))
  return async () => void (await Promise.all(queues.map(({ name }) => deleteSubscription(name))))
}
