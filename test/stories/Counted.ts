import { Documents } from "@kith/core/documents/Documents"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import type { HttpHandler } from "@kith/core/http/Http"
import { pushPath, type ServiceName } from "@kith/core/pipeline"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { pepper } from "@kith/core/settings/Fragments"
import { keyringLayer } from "@kith/core/settings/GoogleCloud"
import { PushAuthentication } from "@kith/core/topics/PushAuthentication"
import { queuesOf } from "@kith/core/topics/Queues"
import { type OutgoingMessage, Topics } from "@kith/core/topics/Topics"
import { crmSync } from "@kith/crm-sync/CrmSync"
import { CrmSettings, sinksLayer } from "@kith/crm-sync/settings"
import { ingressHandler } from "@kith/ingress-redactor/Ingress"
import { IngressEnvironment, webhookSecrets } from "@kith/ingress-redactor/settings"
import { countingDocuments, noTraffic } from "@kith/resolver/fixtures/CountingDocuments"
import { resolver } from "@kith/resolver/Resolver"
import { WritebackSettings, writebackLayer } from "@kith/writeback/settings"
import { writeback } from "@kith/writeback/Writeback"
import { Effect, Layer, ManagedRuntime, References } from "effect"
import { FetchHttpClient } from "effect/http"
import { startOrgs } from "./Orgs.ts"
import { secrets, webhookToken } from "./Secrets.ts"

/** What one event costs a service. `bytes`: of published data and attributes. */
export interface Operations {
  readonly requests: number
  readonly reads: number
  /** Guards count: Firestore checks them by a write that changes nothing. */
  readonly writes: number
  readonly roundTrips: number
  readonly messages: number
  readonly bytes: number
}
export type Counts = Readonly<Partial<Record<ServiceName, Operations>>>

const quiet = Layer.succeed(References.MinimumLogLevel, "Error")

/** On Firestore counters are added up in memory: a commit of nothing else asks nobody. */
const withoutCounters = Layer.effect(
  Documents,
  Effect.map(Documents, (documents) =>
    Documents.of({
      ...documents,
      commit: (commit) => (commit.writes.length === 0 ? Effect.void : documents.commit(commit)),
    }),
  ),
)

/** The services over one counted store, with deliveries one after the other. */
export const openCounted = async () => {
  const orgs = await startOrgs({ genesys: { unknownInteractions: "adopt" } })
  const env = { ...orgs.env, ...secrets }
  const traffic = noTraffic()
  let published: Array<readonly [string, OutgoingMessage]> = []
  const topics = Layer.succeed(Topics, {
    publish: (topic: string, messages: ReadonlyArray<OutgoingMessage>) =>
      Effect.sync(() => void published.push(...messages.map((message) => [topic, message] as const))),
  })
  const keys = keyringLayer({ KITH_PEPPER: pepper.parse(secrets.KITH_PEPPER), KITH_RETIRED_PEPPERS: [] })
  const documents = withoutCounters.pipe(
    Layer.provide(countingDocuments(traffic)),
    Layer.provide(sqliteDocuments.pipe(Layer.provide(Sqlite.layer(":memory:")))),
  )
  const outside = Layer.mergeAll(sinksLayer(CrmSettings.parse(env)), writebackLayer(WritebackSettings.parse(env))).pipe(
    Layer.provide(Layer.mergeAll(keys, FetchHttpClient.layer)),
  )
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(outside, topics, PushAuthentication.layerWaived, quiet).pipe(
      Layer.provideMerge(Layer.mergeAll(documents, keys)),
    ),
  )
  type Needed = ManagedRuntime.ManagedRuntime.Services<typeof runtime>
  const webhook = () => ingressHandler(webhookSecrets(IngressEnvironment.parse(env)))
  const handlers: Partial<Record<ServiceName, HttpHandler<Needed>>> = {
    "ingress-redactor": webhook(),
    resolver,
    "crm-sync": crmSync,
    writeback,
  }

  const counts: Partial<Record<ServiceName, Operations>> = {}
  const call = async (service: ServiceName, path: string, body: unknown) => {
    const handler = handlers[service]
    if (handler === undefined) throw new Error(`${service} is not called here`)
    // Read every two seconds by each process that decides, however many events there are: no event's own cost.
    await runtime.runPromise(policyInForce())
    Object.assign(traffic, noTraffic())
    published = []
    const headers = { authorization: `Bearer ${webhookToken}`, "content-type": "application/json" }
    const request = {
      method: "POST",
      path,
      query: new URLSearchParams(),
      headers,
      body: Buffer.from(JSON.stringify(body)),
    }
    const { status } = await runtime.runPromise(handler(request))
    if (status >= 300) throw new Error(`${service} answered ${status}`)
    const before = counts[service] ?? { requests: 0, reads: 0, writes: 0, roundTrips: 0, messages: 0, bytes: 0 }
    counts[service] = {
      requests: before.requests + 1,
      reads: before.reads + traffic.read,
      writes: before.writes + traffic.written + traffic.guarded,
      roundTrips: Math.max(before.roundTrips, traffic.roundTrips),
      messages: before.messages + published.length,
      bytes: before.bytes + published.reduce((sum, [, message]) => sum + bytesOf(message), 0),
    }
    return published
  }
  const deliver = async (messages: ReadonlyArray<readonly [string, OutgoingMessage]>): Promise<void> => {
    for (const [topic, { data, attributes = {} }] of messages) {
      for (const { name, service } of queuesOf.get(topic) ?? []) {
        const message = {
          data: encoded(data),
          attributes,
          messageId: "m",
          publishTime: new Date().toISOString(),
        }
        await deliver(await call(service, pushPath(name), { message, subscription: name, deliveryAttempt: 1 }))
      }
    }
  }

  return {
    /** Whatever has to be asked of the store itself. */
    run: runtime.runPromise,
    /** One message to one subscription, and all that follows from it. Answers how many messages followed. */
    deliverTo: async (
      subscription: string,
      service: ServiceName,
      data: unknown,
      attributes: Record<string, string>,
    ) => {
      const message = { data: encoded(data), attributes, messageId: "m", publishTime: new Date().toISOString() }
      const followed = await call(service, pushPath(subscription), { message, subscription, deliveryAttempt: 2 })
      await deliver(followed)
      return followed.length
    },
    /** As another instance of the webhook, which has seen nothing. */
    forget: () => {
      handlers["ingress-redactor"] = webhook()
    },
    /** Posts an event, lets everything follow from it, and tells what it cost. */
    costOf: async (event: unknown): Promise<Counts> => {
      for (const service of Object.keys(counts)) Reflect.deleteProperty(counts, service)
      await deliver(await call("ingress-redactor", "/webhooks/genesys", event))
      return { ...counts }
    },
    close: async () => {
      await runtime.dispose()
      await orgs.stop()
    },
  }
}

const encoded = (data: unknown) => Buffer.from(JSON.stringify(data)).toString("base64")

const bytesOf = ({ data, attributes = {} }: OutgoingMessage) =>
  Buffer.byteLength(JSON.stringify(data)) + Buffer.byteLength(Object.entries(attributes).flat().join(""))
