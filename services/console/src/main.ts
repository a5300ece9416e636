import { serve } from "@kith/core/http/Server"
import { settingsOrExit } from "@kith/core/settings/Environment"
import { googleCloudLayer, pushLayer, schedulerLayer } from "@kith/core/settings/GoogleCloud"
import { Layer, ManagedRuntime } from "effect"
import { consoleHandler } from "./Console.ts"
import { consoleSettings, ServiceEnvironment } from "./settings.ts"

const settings = await settingsOrExit(ServiceEnvironment)
const runtime = ManagedRuntime.make(
  Layer.mergeAll(googleCloudLayer("console", settings), pushLayer(settings), schedulerLayer(settings)),
)
await serve("console", consoleHandler(consoleSettings(settings)), { port: settings.PORT, runtime })
