import { deadLetterDelivery, type ServiceName, subscriptions } from "@kith/core/pipeline"

/** What a service may use. Requests beyond `concurrency` × `max` wait in Pub/Sub, or are answered 429 at the webhook. */
export interface Size {
  readonly min: number
  readonly max: number
  /** Requests of one instance at once. */
  readonly concurrency: number
  readonly memory: string
}

/**
 * `warm`: of the production stack, for the services that somebody waits for while it rings. Each instance flushes its
 * counters into one of 16 shards every five seconds, so 80 instances in all stay under a document's write a second.
 */
const sizes: { readonly [S in ServiceName]: Size & { readonly warm: number } } = {
  "ingress-redactor": { min: 0, warm: 1, max: 20, concurrency: 80, memory: "512Mi" },
  resolver: { min: 0, warm: 1, max: 30, concurrency: 32, memory: "512Mi" },
  // One OAuth token's calls per minute are one budget, which one process can keep.
  writeback: { min: 0, warm: 1, max: 1, concurrency: 80, memory: "512Mi" },
  console: { min: 0, warm: 1, max: 5, concurrency: 40, memory: "512Mi" },
  // Nobody waits for it.
  "crm-sync": { min: 0, warm: 0, max: 5, concurrency: 40, memory: "512Mi" },
}

export const sizeOf = (
  service: ServiceName,
  settings: {
    readonly warm: boolean
    readonly instances: Readonly<Partial<Record<ServiceName, Pick<Size, "min" | "max">>>>
  },
): Size => {
  const { warm, ...size } = sizes[service]
  return { ...size, ...(settings.warm && { min: warm }), ...settings.instances[service] }
}

/** Seconds that a request may take: never more than its subscription waits for the answer. */
export const timeoutOf = (service: ServiceName): number => {
  const own = subscriptions.filter((subscription) => subscription.service === service)
  const deadlines = own.map(({ ackDeadlineSeconds }) => ackDeadlineSeconds)
  if (service === deadLetterDelivery.service) deadlines.push(deadLetterDelivery.ackDeadlineSeconds)
  return deadlines.length === 0 ? 30 : Math.min(...deadlines)
}

/** The services that everybody may call; they ask for tokens of their own. */
export const publicServices: ReadonlyArray<ServiceName> = ["ingress-redactor", "console"]
