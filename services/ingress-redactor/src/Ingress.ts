import type { HttpRequest } from "@kith/core/http/Http"
import { router } from "@kith/core/http/Router"
import { makeRecentlySeen } from "@kith/core/interaction/RecentlySeen"
import { Effect } from "effect"
import type { WebhookSecrets } from "./Authenticate.ts"
import { countRejected, receive, webhookPath } from "./ReceiveEvent.ts"

/** For a body that the server would not even read. */
export const countTooLarge = (path: string) => (path.startsWith(webhookPath) ? countRejected("tooLarge") : Effect.void)

/** The webhook's whole HTTP surface. Each handler remembers for itself what it has recently seen. */
export const ingressHandler = (secrets: WebhookSecrets) => {
  const recentlySeen = makeRecentlySeen()
  const webhook = (request: HttpRequest) => receive(request, secrets, recentlySeen)
  return router({
    "GET /health": () => Effect.succeed({ status: 200, body: { status: "ready" } }),
    "POST /webhooks/genesys": webhook,
    "POST /webhooks/genesys/:dialect": webhook,
  })
}
