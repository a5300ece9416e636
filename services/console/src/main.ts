import { fileURLToPath } from "node:url"
import { serve } from "@kith/core/http/Server"
import { settingsOrExit } from "@kith/core/settings/Environment"
import { googleCloudLayer, pushLayer, schedulerLayer } from "@kith/core/settings/GoogleCloud"
import { Layer, ManagedRuntime } from "effect"
import { consoleHandler } from "./Console.ts"
import { layer as flowOnGoogleCloud } from "./FlowOnGoogleCloud.ts"
import { consoleSettings, ServiceEnvironment } from "./settings.ts"
import { readAssets } from "./web/Assets.ts"

const settings = await settingsOrExit(ServiceEnvironment)
const runtime = ManagedRuntime.make(
  Layer.mergeAll(
    googleCloudLayer("console", settings),
    pushLayer(settings),
    schedulerLayer(settings),
    flowOnGoogleCloud(settings.GOOGLE_CLOUD_PROJECT),
  ),
)
/** The bundle has them beside it. */
const web = readAssets(fileURLToPath(new URL("web/", import.meta.url)))
await serve("console", consoleHandler(consoleSettings(settings, web)), { port: settings.PORT, runtime })
