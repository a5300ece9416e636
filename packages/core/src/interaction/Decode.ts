import type { Decoded, Receipt } from "./Decoded.ts"
import * as EventBridgeDialect from "./EventBridgeDialect.ts"
import * as GuideDialect from "./GuideDialect.ts"
import type { Dialect } from "./InteractionEvent.ts"

/** How far ahead of ours a sender's clock may go. */
const tolerance = 10 * 60 * 1000

const decoders: { readonly [D in Dialect]: (body: unknown, receipt: Receipt) => Decoded } = {
  guide: GuideDialect.decode,
  "genesys-eventbridge": EventBridgeDialect.decode,
}

/**
 * Reads a parsed body in its dialect, or in the one that is given. A time more than ten minutes ahead would win against
 * everything that happens until then: it is replaced by that of receipt, and `timeReplaced` says so.
 */
export const decode = (
  body: unknown,
  receipt: Receipt,
  dialect: Dialect = EventBridgeDialect.recognises(body) ? "genesys-eventbridge" : "guide",
): { readonly decoded: Decoded; readonly timeReplaced: boolean } => {
  const decoded = decoders[dialect](body, receipt)
  if (decoded._tag !== "event" || decoded.event.at <= receipt.receivedAt + tolerance)
    return { decoded, timeReplaced: false }
  return { decoded: { _tag: "event", event: { ...decoded.event, at: receipt.receivedAt } }, timeReplaced: true }
}
