import type { HttpRequest } from "@kith/core/http/Http"
import { type WebhookDialect, webhookDialects } from "@kith/core/interaction/InteractionEvent"

export const webhookPath = "/webhooks/genesys"

/** Genesys' names of topics, whose ids stand between dots. */
const topicName = /^[A-Za-z0-9._{}-]{1,200}$/

/**
 * Where a request was sent to, and the topic that was told beside its body: in the query, or in the header
 * `x-genesys-topic`. What is no topic's name is left out.
 */
export const addressOf = ({ path, query, headers }: Pick<HttpRequest, "path" | "query" | "headers">): string => {
  const topic = query.get("topic") ?? headers["x-genesys-topic"]
  return topic !== undefined && topicName.test(topic) ? `${path}?${new URLSearchParams({ topic })}` : path
}

export interface Addressed {
  /** Undefined: it is told by the body. */
  readonly dialect: WebhookDialect | undefined
  readonly topic: string | undefined
}

/** What an address says; undefined if it is none of the webhook's. */
export const addressedTo = (address: string): Addressed | undefined => {
  const [path = "", query = ""] = address.split("?")
  const topic = new URLSearchParams(query).get("topic") ?? undefined
  if (path === webhookPath) return { dialect: undefined, topic }
  const dialect = webhookDialects.find((one) => path === `${webhookPath}/${one}`)
  return dialect && { dialect, topic }
}
