import { join } from "node:path"
import { consoleHandler } from "@kith/console/Console"
import { consoleSettings } from "@kith/console/settings"
import { type Assets, noAssets } from "@kith/console/web/Assets"
import { OnlyRun } from "@kith/core/documents/EffectLedger"
import { scrubSqlite } from "@kith/core/documents/Scrub"
import { type Sharing, Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import type { HttpHandler } from "@kith/core/http/Http"
import type { ServiceName } from "@kith/core/pipeline"
import { keyringLayer } from "@kith/core/settings/GoogleCloud"
import { policyLayer } from "@kith/core/settings/PolicyFile"
import { layer as flowInMemory } from "@kith/core/telemetry/FlowInMemory"
import { Backlog } from "@kith/core/topics/Backlog"
import { PushAuthentication } from "@kith/core/topics/PushAuthentication"
import type { Queue } from "@kith/core/topics/Queues"
import { layer as sqliteTopics } from "@kith/core/topics/SqliteTopics"
import { crmSync } from "@kith/crm-sync/CrmSync"
import { sinksLayer } from "@kith/crm-sync/settings"
import { ingressHandler } from "@kith/ingress-redactor/Ingress"
import { webhookSecrets } from "@kith/ingress-redactor/settings"
import { resolver } from "@kith/resolver/Resolver"
import { writebackLayer } from "@kith/writeback/settings"
import { writeback } from "@kith/writeback/Writeback"
import { Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { layer as brokerLayer } from "./Broker.ts"
import type { EmbeddedSettings } from "./EmbeddedSettings.ts"
import { housekeeping } from "./Housekeeping.ts"

/** The services' handlers. Any thread can have them; what it does is what is brought to it. */
export const handlersFor = ({ services: { ingress, console } }: EmbeddedSettings, web: Assets = noAssets) => ({
  "ingress-redactor": ingressHandler(webhookSecrets(ingress)),
  resolver,
  "crm-sync": crmSync,
  writeback,
  console: consoleHandler(consoleSettings(console, web)),
})
export type Handlers = ReturnType<typeof handlersFor>
export type Needed = Effect.Services<ReturnType<Handlers[ServiceName]>>

/** The file with documents and topics, and what is told of both. */
export const storeLayer = ({ own }: EmbeddedSettings, sharing?: Sharing) =>
  Layer.mergeAll(sqliteDocuments, sqliteTopics, flowInMemory, scrubSqlite).pipe(
    Layer.provideMerge(Backlog.layerSqlite),
    Layer.provideMerge(Sqlite.layer(join(own.KITH_DATA_DIR, "kith.db"), sharing)),
  )

/** What the services need beside the store; `run` names this run of the process. */
export const portsLayer = ({ own, services: { crm, writeback } }: EmbeddedSettings, run: string) =>
  Layer.mergeAll(
    keyringLayer(own),
    policyLayer(own.KITH_POLICY),
    PushAuthentication.layerWaived,
    Layer.succeed(OnlyRun, run),
    Layer.mergeAll(sinksLayer(crm).pipe(Layer.provide(keyringLayer(own))), writebackLayer(writeback)).pipe(
      Layer.provide(FetchHttpClient.layer),
    ),
  )

/** Brings the messages of some services to them, and does what a scheduler asks of those on Google Cloud. */
export const workLayer = (handlers: Handlers, serves: ReadonlyArray<ServiceName>, delivered: ReadonlyArray<Queue>) =>
  Layer.mergeAll(
    delivering(
      handlers,
      delivered.filter(({ service }) => serves.includes(service)),
    ),
    housekeeping(serves),
  )

/** The broker calls the services in this thread, with everything they need around them. */
const delivering = (handlers: Handlers, delivered: ReadonlyArray<Queue>) =>
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
