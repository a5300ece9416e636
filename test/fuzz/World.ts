import { consoleHandler } from "@kith/console/Console"
import { noAssets } from "@kith/console/web/Assets"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import { scopes } from "@kith/core/http/Bearer"
import type { HttpHandler, HttpRequest, HttpResponse } from "@kith/core/http/Http"
import { Keys, makeKeyring } from "@kith/core/identifier/Keyring"
import { readEnvironment } from "@kith/core/settings/Environment"
import { layer as flowInMemory } from "@kith/core/telemetry/FlowInMemory"
import { say } from "@kith/core/telemetry/Harmless"
import { loggingLayer } from "@kith/core/telemetry/Logging"
import { Backlog } from "@kith/core/topics/Backlog"
import { PushAuthentication } from "@kith/core/topics/PushAuthentication"
import { layer as sqliteTopics } from "@kith/core/topics/SqliteTopics"
import { crmSync } from "@kith/crm-sync/CrmSync"
import { CrmSettings, sinksLayer } from "@kith/crm-sync/settings"
import { ingressHandler } from "@kith/ingress-redactor/Ingress"
import { resolver } from "@kith/resolver/Resolver"
import { WritebackSettings, writebackLayer } from "@kith/writeback/settings"
import { writeback } from "@kith/writeback/Writeback"
import { Effect, Layer, ManagedRuntime, Redacted } from "effect"
import { fakeVendor } from "../fakes/FakeVendor.ts"
import { consoleToken, type Input, webhookToken } from "./Samples.ts"

const hmacSecret = "the secret of the fuzzed webhook"

const vendors = {
  GENESYS_API_URL: "https://api.example.com",
  GENESYS_LOGIN_URL: "https://login.example.com",
  GENESYS_CLIENT_ID: "kith",
  GENESYS_CLIENT_SECRET: "a secret of nobody's org",
  PROFILE_BASE_URL: "https://kith.example.org",
  CRM_SINKS: "",
}

/** Every service over one empty store, with a Genesys that takes what it is sent; every line of the log is kept. */
export const openWorld = async () => {
  const lines: Array<string> = []
  const settings = await Effect.runPromise(
    Effect.all({ crm: readEnvironment(CrmSettings, vendors), genesys: readEnvironment(WritebackSettings, vendors) }),
  )
  const keys = Layer.succeed(Keys, makeKeyring("a pepper that only the fuzzed processes know"))
  const outside = Layer.mergeAll(
    sinksLayer(settings.crm).pipe(Layer.provide(keys)),
    writebackLayer(settings.genesys),
  ).pipe(Layer.provide(fakeVendor([{ status: 200, body: {} }]).layer))
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(
      sqliteDocuments,
      sqliteTopics,
      flowInMemory.pipe(Layer.provideMerge(Backlog.layerSqlite)),
      keys,
      PushAuthentication.layerWaived,
      outside,
    ).pipe(
      Layer.provideMerge(Sqlite.layer(":memory:")),
      Layer.provideMerge(loggingLayer({ service: "fuzz", level: "Trace" }, { write: (line) => lines.push(line) })),
    ),
  )
  const ingress = ingressHandler({
    tokens: [Redacted.make(webhookToken)],
    hmacSecrets: [Redacted.make(hmacSecret)],
  })
  const console = consoleHandler({
    tokens: [{ token: Redacted.make(consoleToken), scopes: [...scopes] }],
    systems: [say`genesys`],
    web: noAssets,
  })
  type Needed = Effect.Services<
    ReturnType<typeof ingress | typeof console | typeof resolver | typeof crmSync | typeof writeback>
  >

  const handlerOf = ({ to, path }: Input): HttpHandler<Needed> => {
    if (to === "webhook") return ingress
    if (to === "console" || path.endsWith("-to-console")) return console
    if (path.endsWith("-to-writeback")) return writeback
    return path.endsWith("-to-crm-sync") ? crmSync : resolver
  }

  return {
    answer: (input: Input): Promise<HttpResponse> => {
      const { method, path, query, headers, body } = input
      const request: HttpRequest = { method, path, query: new URLSearchParams(query), headers, body }
      return runtime.runPromise(handlerOf(input)(request))
    },
    /** What was logged since this was last asked. */
    logged: () => lines.splice(0).join(""),
    close: () => runtime.dispose(),
  }
}
export type World = Awaited<ReturnType<typeof openWorld>>
