/**
 * The whole path as data, written once and with no imports: Pulumi provisions from it, the embedded broker and the
 * emulator set-up deliver by it, a test holds the README's diagram against it.
 */

export const services = ["ingress-redactor", "resolver", "crm-sync", "writeback", "console"] as const
export type ServiceName = (typeof services)[number]

export const topics = {
  /** Created, Started, Linked: what a greeting waits for. Carries personal values. */
  "interaction-opened": { publishers: ["ingress-redactor", "writeback", "console"], personal: true },
  /** Updated, Ended, and a CRM's own records: apart from the above, so that a storm of updates never delays a greeting. Carries personal values. */
  "interaction-updated": { publishers: ["ingress-redactor", "crm-sync", "writeback", "console"], personal: true },
  /** Ids and versions only: whoever needs the profile loads it. The console publishes to any topic: it replays. */
  "identity-resolved": { publishers: ["resolver", "crm-sync", "console"], personal: false },
  /** Ids only. */
  "person-forgotten": { publishers: ["console"], personal: false },
} as const satisfies Record<string, { publishers: ReadonlyArray<ServiceName>; personal: boolean }>
export type TopicName = keyof typeof topics

export interface Subscription {
  readonly topic: TopicName
  readonly service: ServiceName
  /** Also the time the push request may take. */
  readonly ackDeadlineSeconds: number
  /** Wait before a redelivery; grows exponentially, with jitter, from the first to the second value. */
  readonly backoffSeconds: { readonly minimum: number; readonly maximum: number }
  /** Deliveries before the message goes to the dead-letter topic; Pub/Sub takes 5 to 100. */
  readonly maxDeliveryAttempts: number
  /** Messages in flight at once. Embedded only: on Google Cloud the service's own scaling decides. */
  readonly concurrency: number
  /** The same while the process is busy, where it has to make room for the webhook and the resolver. Embedded only. */
  readonly concurrencyWhenBusy?: number
  /** Before whatever gives way. Embedded only. */
  readonly goesFirst?: true
  /** Has a turn every few seconds only while more is due than can be done of what goes first. Embedded only. */
  readonly givesWay?: true
}

/**
 * Processes of a service there may be at once; any number where none is named. Genesys counts calls by token, so one token
 * is one budget: a second write-back would spend what the first one counts on.
 */
export const mostInstances: { readonly [S in ServiceName]?: number } = { writeback: 1 }

/** Deciding who somebody is: failures are our own store's, short or a bug. */
const graph = {
  ackDeadlineSeconds: 30,
  backoffSeconds: { minimum: 1, maximum: 60 },
  maxDeliveryAttempts: 10,
  // As many as share a wait for the disk: more at once only makes each of them take longer.
  concurrency: 12,
  // What is accepted can wait; what is not accepted in time is sent again.
  concurrencyWhenBusy: 4,
} as const

const deciding = { ...graph, goesFirst: true } as const

/** Vendors are away for hours: 100 deliveries, five minutes apart on average with the jitter, outlast eight of them. */
const vendor = {
  ackDeadlineSeconds: 60,
  backoffSeconds: { minimum: 1, maximum: 600 },
  maxDeliveryAttempts: 100,
  concurrency: 32,
} as const

/** Genesys takes five calls a second. */
const paced = { ...vendor, concurrencyWhenBusy: 4, givesWay: true } as const

/** Who is in flight together shares a CRM's calls, 200 to a call; half the places stay free when one CRM is slow. */
const shared = { ...vendor, concurrency: 400, concurrencyWhenBusy: 50, givesWay: true } as const

export const subscriptions: ReadonlyArray<Subscription> = [
  { topic: "interaction-opened", service: "resolver", ...deciding },
  { topic: "interaction-updated", service: "resolver", ...deciding },
  { topic: "identity-resolved", service: "crm-sync", ...shared },
  { topic: "identity-resolved", service: "writeback", ...paced },
  { topic: "person-forgotten", service: "resolver", ...graph },
  { topic: "person-forgotten", service: "crm-sync", ...vendor },
  { topic: "person-forgotten", service: "writeback", ...vendor },
]

type Named = Pick<Subscription, "topic" | "service">
export type SubscriptionName = `${TopicName}-to-${ServiceName}`
export type DeadLetterTopic = `${SubscriptionName}-dead-letter`

export const subscriptionName = (s: Named): SubscriptionName => `${s.topic}-to-${s.service}`
export const deadLetterTopic = (s: Named): DeadLetterTopic => `${subscriptionName(s)}-dead-letter`

/** Every dead-letter topic has one subscription, which hands the message to the console and gives up only with it. */
export const deadLetterDelivery = {
  service: "console",
  ackDeadlineSeconds: 60,
  backoffSeconds: { minimum: 1, maximum: 600 },
  retentionSeconds: 31 * 24 * 3600,
  concurrency: 4,
} as const satisfies { service: ServiceName } & Record<string, unknown>
export type DeadLetterSubscriptionName = `${DeadLetterTopic}-to-${typeof deadLetterDelivery.service}`
export const deadLetterSubscriptionName = (s: Named): DeadLetterSubscriptionName =>
  `${deadLetterTopic(s)}-to-${deadLetterDelivery.service}`

/** The path under a service's URL that a subscription is pushed to. */
export const pushPath = (subscription: string): string => `/push/${subscription}`
