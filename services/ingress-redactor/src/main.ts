import { serve } from "@kith/core/http/Server"
import { instanceLimits, makeInFlight, watchPressure } from "@kith/core/pressure/Pressure"
import { settingsOrExit } from "@kith/core/settings/Environment"
import { googleCloudLayer } from "@kith/core/settings/GoogleCloud"
import { Effect, Layer, ManagedRuntime } from "effect"
import { countTooLarge, ingressHandler } from "./Ingress.ts"
import { ServiceEnvironment, webhookSecrets } from "./settings.ts"

const settings = await settingsOrExit(ServiceEnvironment)
const inFlight = makeInFlight()
const pressure = watchPressure(inFlight, instanceLimits, Effect.succeed(0))
const runtime = ManagedRuntime.make(pressure.pipe(Layer.provideMerge(googleCloudLayer("ingress-redactor", settings))))
await serve("ingress-redactor", ingressHandler(webhookSecrets(settings)), {
  port: settings.PORT,
  runtime,
  onTooLarge: countTooLarge,
  inFlight,
})
