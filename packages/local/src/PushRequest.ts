import type { HttpRequest } from "@kith/core/http/Http"
import { pushPath } from "@kith/core/pipeline"
import type { Delivery } from "@kith/core/topics/SqliteQueue"

/**
 * The request that Pub/Sub would post. Whoever is in this process takes what it says as it is; its body is made when somebody
 * reads it.
 */
export const pushRequest = (subscription: string, delivery: Delivery): HttpRequest => {
  const { data, messageId, attempt, publishedAt } = delivery
  const attributes = JSON.parse(delivery.attributes)
  return {
    method: "POST",
    path: pushPath(subscription),
    query: noQuery,
    headers,
    get body() {
      return envelope(subscription, delivery, attributes)
    },
    pushed: { data, messageId, attempt, publishedAt, attributes },
  }
}

const noQuery = new URLSearchParams()
const headers = { "content-type": "application/json" }

/** Pub/Sub spells some fields in both ways. */
const envelope = (subscription: string, { data, messageId, attempt, publishedAt }: Delivery, attributes: unknown) => {
  const publishTime = new Date(publishedAt).toISOString()
  const message = {
    data: Buffer.from(data).toString("base64"),
    attributes,
    messageId,
    message_id: messageId,
    publishTime,
    publish_time: publishTime,
  }
  return Buffer.from(
    JSON.stringify({
      message,
      subscription: `projects/embedded/subscriptions/${subscription}`,
      deliveryAttempt: attempt,
    }),
  )
}
