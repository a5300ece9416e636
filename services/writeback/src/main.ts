import { serve } from "@kith/core/http/Server"
import { settingsOrExit } from "@kith/core/settings/Environment"
import { googleCloudLayer, pushLayer, schedulerLayer } from "@kith/core/settings/GoogleCloud"
import { Layer, ManagedRuntime } from "effect"
import { ServiceEnvironment, writebackLayer } from "./settings.ts"
import { writeback } from "./Writeback.ts"

const settings = await settingsOrExit(ServiceEnvironment)
const runtime = ManagedRuntime.make(
  Layer.mergeAll(writebackLayer(settings), pushLayer(settings), schedulerLayer(settings)).pipe(
    Layer.provideMerge(googleCloudLayer("writeback", settings)),
  ),
)
await serve("writeback", writeback, { port: settings.PORT, runtime })
