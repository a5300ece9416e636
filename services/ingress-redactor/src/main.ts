import { serve } from "@kith/core/http/Server"
import { settingsOrExit } from "@kith/core/settings/Environment"
import { googleCloudLayer } from "@kith/core/settings/GoogleCloud"
import { ManagedRuntime } from "effect"
import { countTooLarge, ingressHandler } from "./Ingress.ts"
import { ServiceEnvironment, webhookSecrets } from "./settings.ts"

const settings = await settingsOrExit(ServiceEnvironment)
const runtime = ManagedRuntime.make(googleCloudLayer("ingress-redactor", settings))
await serve("ingress-redactor", ingressHandler(webhookSecrets(settings)), {
  port: settings.PORT,
  runtime,
  onTooLarge: countTooLarge,
})
