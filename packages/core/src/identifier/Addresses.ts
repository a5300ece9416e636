import type { Attribute } from "../interaction/InteractionEvent.ts"
import type { AssertedIdentifier, IdentifierKind } from "./Identifier.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"
import { normalise } from "./Normalise.ts"

/** What a channel's address can be, most specific first. A web chat's opaque address lasts one session: nobody's. */
const readings = (name: string, value: string): ReadonlyArray<IdentifierKind> => {
  switch (name) {
    case "opaque":
      return ["social"]
    case "open":
      // A middleware's own customer number is no telephone number, though it may look like one.
      return value.startsWith("+") ? ["phone", "social"] : ["email", "social"]
    case "voice":
    case "sms":
    case "callback":
      return ["phone"]
    case "email":
      return ["email"]
    case "webchat":
      return ["email", "phone"]
    case "other":
      return []
    default:
      return ["email", "phone", "social"]
  }
}

/** Who a channel's address is, its name being the channel's or the messaging platform's. */
export const addressed = (
  { name, value, source }: Attribute,
  policy: IdentifierPolicy,
): ReadonlyArray<AssertedIdentifier> => {
  // WhatsApp's addresses are E.164 without the plus.
  const text = name === "whatsapp" && /^\d{7,15}$/.test(value) ? `+${value}` : value
  const platform = name === "opaque" ? "open" : name
  for (const kind of readings(name, value)) {
    const found = normalise(kind, kind === "social" ? `${platform}:${value}` : text, policy)
    if (found) return [{ ...found, source }]
  }
  return []
}
