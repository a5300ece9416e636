import { randomBytes } from "node:crypto"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { consoleHandler } from "@kith/console/Console"
import { consoleSettings } from "@kith/console/settings"
import { type Assets, noAssets } from "@kith/console/web/Assets"
import { OnlyRun } from "@kith/core/documents/EffectLedger"
import { scrubSqlite } from "@kith/core/documents/Scrub"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import { type HttpHandler, problem } from "@kith/core/http/Http"
import { listen } from "@kith/core/http/Server"
import { type ServiceName, subscriptionName, subscriptions } from "@kith/core/pipeline"
import { embeddedLimits, makeInFlight, watchPressure } from "@kith/core/pressure/Pressure"
import { keyringLayer } from "@kith/core/settings/GoogleCloud"
import { policyLayer } from "@kith/core/settings/PolicyFile"
import { layer as flowInMemory } from "@kith/core/telemetry/FlowInMemory"
import { loggingLayer } from "@kith/core/telemetry/Logging"
import { Backlog } from "@kith/core/topics/Backlog"
import { PushAuthentication } from "@kith/core/topics/PushAuthentication"
import type { Queue } from "@kith/core/topics/Queues"
import { SqliteQueue } from "@kith/core/topics/SqliteQueue"
import { layer as sqliteTopics } from "@kith/core/topics/SqliteTopics"
import { crmSync } from "@kith/crm-sync/CrmSync"
import { sinksLayer } from "@kith/crm-sync/settings"
import { countTooLarge, ingressHandler } from "@kith/ingress-redactor/Ingress"
import { webhookSecrets } from "@kith/ingress-redactor/settings"
import { resolver } from "@kith/resolver/Resolver"
import { writebackLayer } from "@kith/writeback/settings"
import { writeback } from "@kith/writeback/Writeback"
import { Clock, Effect, Layer, ManagedRuntime } from "effect"
import { FetchHttpClient } from "effect/http"
import { layer as brokerLayer } from "./Broker.ts"
import { type EmbeddedSettings, embeddedSettings } from "./EmbeddedSettings.ts"
import { housekeeping } from "./Housekeeping.ts"
import { onlyProcess } from "./OnlyProcess.ts"

export interface Kith {
  readonly port: number
  /** Finishes the requests and deliveries in flight; what else was accepted is in the queue for the next start. */
  readonly stop: () => Promise<void>
}

/**
 * The whole of Kith in one process: every service, its documents and its topics in one file. `delivered` as the broker's;
 * without `web` the console answers programs only.
 */
export const startKith = async (
  env: NodeJS.ProcessEnv,
  delivered?: ReadonlyArray<Queue>,
  web: Assets = noAssets,
): Promise<Kith> => {
  const { own, services } = await Effect.runPromise(embeddedSettings(env))
  const handlers = handlersFor(services, web)
  const flow = flowInMemory.pipe(Layer.provideMerge(Backlog.layerSqlite))
  const store = Layer.mergeAll(sqliteDocuments, sqliteTopics, flow, scrubSqlite).pipe(
    Layer.provideMerge(Sqlite.layer(join(own.KITH_DATA_DIR, "kith.db"))),
  )
  const inFlight = makeInFlight()
  const pressure = watchPressure(inFlight, embeddedLimits, waitingForTheResolver).pipe(Layer.provide(store))
  const ports = Layer.mergeAll(
    store,
    pressure,
    keyringLayer(own),
    policyLayer(own.KITH_POLICY),
    PushAuthentication.layerWaived,
    Layer.mergeAll(
      sinksLayer(services.crm).pipe(Layer.provide(keyringLayer(own))),
      writebackLayer(services.writeback),
    ).pipe(Layer.provide(FetchHttpClient.layer)),
  )
  const work = Layer.mergeAll(delivering(handlers, delivered), housekeeping)
  const run = Layer.succeed(OnlyRun, randomBytes(8).toString("hex"))
  const runtime = ManagedRuntime.make(
    work.pipe(
      Layer.provideMerge(ports),
      Layer.provideMerge(run),
      Layer.provideMerge(loggingLayer({ service: "kith", level: own.LOG_LEVEL })),
    ),
  )
  mkdirSync(own.KITH_DATA_DIR, { recursive: true, mode: 0o700 })
  const lock = onlyProcess(own.KITH_DATA_DIR)
  const { port, stop } = await listen("kith", publicHandler(handlers), {
    port: own.PORT,
    runtime,
    releaseMillis: 10_000,
    onTooLarge: countTooLarge,
    inFlight,
  })
  return { port, stop: () => stop().finally(lock.release) }
}

type Services = EmbeddedSettings["services"]

const handlersFor = ({ ingress, console }: Services, web: Assets) => ({
  "ingress-redactor": ingressHandler(webhookSecrets(ingress)),
  resolver,
  "crm-sync": crmSync,
  writeback,
  console: consoleHandler(consoleSettings(console, web)),
})
type Handlers = ReturnType<typeof handlersFor>
type Needed = Effect.Services<ReturnType<Handlers[ServiceName]>>

/** The broker calls the services in this process, with everything they need around them. */
const delivering = (handlers: Handlers, delivered: ReadonlyArray<Queue> | undefined) =>
  Layer.unwrap(
    Effect.map(Effect.context<Needed>(), (context) => {
      const provided =
        (handler: HttpHandler<Needed>): HttpHandler =>
        (request) =>
          Effect.provideContext(handler(request), context)
      const inProcess = {
        "ingress-redactor": provided(handlers["ingress-redactor"]),
        resolver: provided(handlers.resolver),
        "crm-sync": provided(handlers["crm-sync"]),
        writeback: provided(handlers.writeback),
        console: provided(handlers.console),
      }
      return brokerLayer(inProcess, delivered)
    }),
  )

const untilResolved = subscriptions.filter(({ topic }) => topic.startsWith("interaction-")).map(subscriptionName)

/** Milliseconds that the event which has been due the longest has been. */
const waitingForTheResolver = Effect.gen(function* () {
  const { nextDue } = yield* SqliteQueue
  const due = yield* Effect.forEach(untilResolved, nextDue)
  const now = yield* Clock.currentTimeMillis
  return Math.max(0, ...due.map((at) => (at === undefined ? 0 : now - at)))
}).pipe(Effect.orElseSucceed(() => 0))

/** One port for the webhook and the console. Pushes never leave the process, so from outside there are none. */
const publicHandler =
  (handlers: Handlers): HttpHandler<Needed> =>
  (request) => {
    if (request.path.startsWith("/push/")) return Effect.succeed(problem(404, "Not found"))
    return request.path.startsWith("/webhooks/") ? handlers["ingress-redactor"](request) : handlers.console(request)
  }
