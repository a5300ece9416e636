import type { Decoded, Receipt } from "./Decoded.ts"
import * as EventBridgeDialect from "./EventBridgeDialect.ts"
import * as GuideDialect from "./GuideDialect.ts"
import type { WebhookDialect } from "./InteractionEvent.ts"
import * as NotificationDialect from "./NotificationDialect.ts"
import * as OpenMessagingDialect from "./OpenMessagingDialect.ts"
import * as TriggerFlatDialect from "./TriggerFlatDialect.ts"

/** How far ahead of ours a sender's clock may go. */
const tolerance = 10 * 60 * 1000

const decoders: { readonly [D in WebhookDialect]: (body: unknown, receipt: Receipt) => Decoded } = {
  guide: GuideDialect.decode,
  "genesys-eventbridge": EventBridgeDialect.decode,
  "genesys-notification": NotificationDialect.decode,
  "genesys-trigger-flat": TriggerFlatDialect.decode,
  "genesys-open-messaging": OpenMessagingDialect.decode,
}

/** The dialect a parsed body is in, as far as it can be told by its looks; the guide's if by nothing else. */
export const recognise = (body: unknown, beside: Pick<Receipt, "topic"> = {}): WebhookDialect => {
  if (EventBridgeDialect.recognises(body)) return "genesys-eventbridge"
  if (NotificationDialect.recognises(body)) return "genesys-notification"
  if (OpenMessagingDialect.recognises(body)) return "genesys-open-messaging"
  return TriggerFlatDialect.recognises(body, beside) ? "genesys-trigger-flat" : "guide"
}

/**
 * Reads a parsed body in its dialect, or in the one that is given. A time more than ten minutes ahead would win against
 * everything that happens until then: it is replaced by that of receipt, and `timeReplaced` says so.
 */
export const decode = (
  body: unknown,
  receipt: Receipt,
  dialect: WebhookDialect = recognise(body, receipt),
): { readonly decoded: Decoded; readonly timeReplaced: boolean } => {
  const decoded = decoders[dialect](body, receipt)
  if (decoded._tag !== "event" || decoded.event.at <= receipt.receivedAt + tolerance)
    return { decoded, timeReplaced: false }
  return { decoded: { _tag: "event", event: { ...decoded.event, at: receipt.receivedAt } }, timeReplaced: true }
}
