import { join } from "node:path"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import { settingsOrExit } from "@kith/core/settings/Environment"
import { keyringLayer } from "@kith/core/settings/GoogleCloud"
import { policyLayer } from "@kith/core/settings/PolicyFile"
import { loggingLayer } from "@kith/core/telemetry/Logging"
import { layer as sqliteTopics } from "@kith/core/topics/SqliteTopics"
import { importFromCrms } from "@kith/crm-sync/ReadCrms"
import { CrmSettings, sinksLayer } from "@kith/crm-sync/settings"
import { Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { onlyProcess } from "./OnlyProcess.ts"
import { keptSecrets } from "./Secrets.ts"
import { EmbeddedEnvironment } from "./settings.ts"

/**
 * `pnpm crm:import`: reads every record of the configured CRMs into the queue of a Kith that is not running; the next start
 * takes them in. May be broken off and run again.
 */
const directory = process.env["KITH_DATA_DIR"] || ".kith"
process.env = { ...keptSecrets(directory).secrets, KITH_DATA_DIR: directory, ...process.env }
const own = await settingsOrExit(EmbeddedEnvironment)
const crm = await settingsOrExit(CrmSettings)

const store = Layer.mergeAll(sqliteDocuments, sqliteTopics).pipe(
  Layer.provideMerge(Sqlite.layer(join(own.KITH_DATA_DIR, "kith.db"))),
)
const ports = Layer.mergeAll(store, keyringLayer(own), policyLayer(own.KITH_POLICY), FetchHttpClient.layer)
const everything = sinksLayer(crm).pipe(
  Layer.provideMerge(ports),
  Layer.provideMerge(loggingLayer({ service: "kith", level: own.LOG_LEVEL })),
)
const lock = onlyProcess(own.KITH_DATA_DIR)
const { records } = await Effect.runPromise(Effect.provide(importFromCrms(), everything)).finally(lock.release)
process.stdout.write(`${records} records are in the queue; start Kith to take them in\n`)
