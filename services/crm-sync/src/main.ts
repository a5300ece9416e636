import { serve } from "@kith/core/http/Server"
import { settingsOrExit } from "@kith/core/settings/Environment"
import { googleCloudLayer, pushLayer, schedulerLayer } from "@kith/core/settings/GoogleCloud"
import { Layer, ManagedRuntime } from "effect"
import { crmSync } from "./CrmSync.ts"
import { ServiceEnvironment, sinksLayer } from "./settings.ts"

const settings = await settingsOrExit(ServiceEnvironment)
const runtime = ManagedRuntime.make(
  Layer.mergeAll(sinksLayer(settings), pushLayer(settings), schedulerLayer(settings)).pipe(
    Layer.provideMerge(googleCloudLayer("crm-sync", settings)),
  ),
)
await serve("crm-sync", crmSync, { port: settings.PORT, runtime })
