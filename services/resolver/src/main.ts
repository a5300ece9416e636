import { serve } from "@kith/core/http/Server"
import { settingsOrExit } from "@kith/core/settings/Environment"
import { GoogleCloudEnvironment, googleCloudLayer, pushLayer } from "@kith/core/settings/GoogleCloud"
import { Layer, ManagedRuntime } from "effect"
import { resolver } from "./Resolver.ts"

const settings = await settingsOrExit(GoogleCloudEnvironment)
const runtime = ManagedRuntime.make(Layer.mergeAll(googleCloudLayer("resolver", settings), pushLayer(settings)))
await serve("resolver", resolver, { port: settings.PORT, runtime })
