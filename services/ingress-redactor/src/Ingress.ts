import type { HttpRequest } from "@kith/core/http/Http"
import { router } from "@kith/core/http/Router"
import { makeRecentlySeen } from "@kith/core/interaction/RecentlySeen"
import { Effect } from "effect"
import { makeAuthentication, type WebhookSecrets } from "./Authenticate.ts"
import { countRejected, receive } from "./ReceiveEvent.ts"
import { webhookPath } from "./WebhookAddress.ts"

/** For a body that the server would not even read. */
export const countTooLarge = (path: string) => (path.startsWith(webhookPath) ? countRejected("tooLarge") : Effect.void)

/** The webhook's whole HTTP surface. Each handler remembers for itself what it has recently seen. */
export const ingressHandler = (secrets: WebhookSecrets) => {
  const authentication = makeAuthentication(secrets)
  const recentlySeen = makeRecentlySeen()
  const webhook = (request: HttpRequest) => receive(request, authentication, recentlySeen)
  return router({
    "GET /health": () => Effect.succeed({ status: 200, body: { status: "ready" } }),
    "POST /webhooks/genesys": webhook,
    "POST /webhooks/genesys/:dialect": webhook,
  })
}
