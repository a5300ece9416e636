import { type ServiceName, subscriptions, type TopicName } from "@kith/core/pipeline"
import * as z from "zod"

const count = z.number().nonnegative()
const Operations = z.strictObject({
  requests: count,
  reads: count,
  writes: count,
  roundTrips: count,
  messages: count,
  bytes: count,
})

/** By kind of event and service, as `test/stories/operations.test.ts` counted them. */
export const OperationsTable = z.record(z.string(), z.record(z.string(), Operations))
export type OperationsTable = z.output<typeof OperationsTable>

const prices = {
  firestoreReadsPerMillion: count,
  firestoreWritesPerMillion: count,
  firestoreGibibyteMonth: count,
  firestoreRestorableGibibyteMonth: count,
  pubsubTebibyte: count,
  pubsubRetainedGibibyteMonth: count,
  runRequestsPerMillion: count,
  runVcpuSecond: count,
  runGibibyteSecond: count,
  runWarmVcpuSecond: count,
  runWarmGibibyteSecond: count,
  loggingGibibyte: count,
}
const assumed = {
  processorMillisPerRequest: count,
  gibibytesPerInstance: count,
  warmInstances: count,
  storedBytesPerEvent: count,
  storedMonths: count,
  loggedBytesPerEvent: count,
  shares: z.record(z.string(), count),
}
export const Assumptions = z.strictObject({
  prices: z.strictObject({ note: z.string(), ...prices }),
  assumed: z.strictObject({ note: z.string(), ...assumed }),
})
export type Assumptions = z.output<typeof Assumptions>

/** What one event costs all services together; `carried`: bytes that Pub/Sub charges, published and delivered. */
export interface EventCost {
  readonly requests: number
  readonly reads: number
  readonly writes: number
  readonly messages: number
  readonly carried: number
  readonly retained: number
}

/** Pub/Sub charges a kilobyte at least for whatever it carries, and pushes messages one by one. */
const leastCharged = 1000

const publishesTo: { readonly [S in ServiceName]?: TopicName } = {
  "ingress-redactor": "interaction-opened",
  resolver: "identity-resolved",
}

const deliveriesOf = (service: string): number => {
  const topic = publishesTo[service as ServiceName]
  return topic === undefined ? 0 : subscriptions.filter((subscription) => subscription.topic === topic).length
}

export const eventCost = (kind: OperationsTable[string]): EventCost => {
  const services = Object.entries(kind)
  const sum = (of: (service: string, one: z.output<typeof Operations>) => number) =>
    services.reduce((total, [service, one]) => total + of(service, one), 0)
  const charged = (one: z.output<typeof Operations>) => Math.max(one.bytes, one.messages * leastCharged)
  return {
    requests: sum((_, one) => one.requests),
    reads: sum((_, one) => one.reads),
    writes: sum((_, one) => one.writes),
    messages: sum((_, one) => one.messages),
    carried: sum((service, one) => charged(one) * (1 + deliveriesOf(service))),
    retained: sum((_, one) => one.bytes),
  }
}

export const kib = 1024
const gib = kib ** 3
const monthSeconds = 30 * 24 * 3600
/** Topics keep what was consumed for a week. */
const retainedMonths = 7 / 30

/** An event as the shares mix them. */
export const averageEvent = (table: OperationsTable, shares: Readonly<Record<string, number>>): EventCost => {
  const zero: EventCost = { requests: 0, reads: 0, writes: 0, messages: 0, carried: 0, retained: 0 }
  return Object.entries(table).reduce((total, [kind, counted]) => {
    const cost = eventCost(counted)
    const share = shares[kind] ?? 0
    const add = (name: keyof EventCost) => total[name] + share * cost[name]
    return {
      requests: add("requests"),
      reads: add("reads"),
      writes: add("writes"),
      messages: add("messages"),
      carried: add("carried"),
      retained: add("retained"),
    }
  }, zero)
}

/** Dollars a month by what they are for, at so many events a month. */
export const monthly = (
  events: number,
  event: EventCost,
  { prices, assumed }: Assumptions,
): Readonly<Record<string, number>> => {
  const million = 1e6
  const processorSeconds = (events * event.requests * assumed.processorMillisPerRequest) / 1000
  const stored = (events * assumed.storedBytesPerEvent * assumed.storedMonths) / gib
  return {
    "Firestore reads": ((events * event.reads) / million) * prices.firestoreReadsPerMillion,
    "Firestore writes": ((events * event.writes) / million) * prices.firestoreWritesPerMillion,
    "Firestore storage, restorable": stored * (prices.firestoreGibibyteMonth + prices.firestoreRestorableGibibyteMonth),
    "Pub/Sub":
      ((events * event.carried) / kib ** 4) * prices.pubsubTebibyte +
      ((events * event.retained) / gib) * retainedMonths * prices.pubsubRetainedGibibyteMonth,
    "Cloud Run requests": ((events * event.requests) / million) * prices.runRequestsPerMillion,
    "Cloud Run processors":
      processorSeconds * (prices.runVcpuSecond + assumed.gibibytesPerInstance * prices.runGibibyteSecond),
    "Cloud Run, kept warm":
      assumed.warmInstances *
      monthSeconds *
      (prices.runWarmVcpuSecond + assumed.gibibytesPerInstance * prices.runWarmGibibyteSecond),
    Logging: ((events * assumed.loggedBytesPerEvent) / gib) * prices.loggingGibibyte,
  }
}
