import { serve } from "@kith/core/http/Server"
import { settingsOrExit } from "@kith/core/settings/Environment"
import { googleCloudLayer } from "@kith/core/settings/GoogleCloud"
import { ManagedRuntime } from "effect"
import { countTooLarge, ingressHandler } from "./Ingress.ts"
import { ServiceEnvironment } from "./settings.ts"

const settings = await settingsOrExit(ServiceEnvironment)
const secrets = { tokens: settings.WEBHOOK_TOKENS, hmacSecrets: settings.WEBHOOK_HMAC_SECRETS }
const runtime = ManagedRuntime.make(googleCloudLayer("ingress-redactor", settings))
await serve("ingress-redactor", ingressHandler(secrets), { port: settings.PORT, runtime, onTooLarge: countTooLarge })
