import type { HttpRequest } from "@kith/core/http/Http"
import { pushPath } from "@kith/core/pipeline"
import type { Delivery } from "@kith/core/topics/SqliteQueue"

/** The request that Pub/Sub would post; it spells some fields in both ways. */
export const pushRequest = (subscription: string, delivery: Delivery): HttpRequest => {
  const publishTime = new Date(delivery.publishedAt).toISOString()
  const envelope = {
    message: {
      data: Buffer.from(delivery.data).toString("base64"),
      attributes: JSON.parse(delivery.attributes),
      messageId: delivery.messageId,
      message_id: delivery.messageId,
      publishTime,
      publish_time: publishTime,
    },
    subscription: `projects/embedded/subscriptions/${subscription}`,
    deliveryAttempt: delivery.attempt,
  }
  return {
    method: "POST",
    path: pushPath(subscription),
    query: new URLSearchParams(),
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify(envelope)),
  }
}
