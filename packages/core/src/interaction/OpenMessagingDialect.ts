import * as z from "zod"
import { firstIssue } from "../http/FirstIssue.ts"
import { flattenAttributes } from "./Attributes.ts"
import { directionOf } from "./Channels.ts"
import type { Decoded, Receipt } from "./Decoded.ts"
import { Address, AttributeMap, Id, isObject, Time, Word } from "./Fields.ts"
import type { Attribute } from "./InteractionEvent.ts"

const name = z.string().max(256).nullish()

const Party = z
  .object({ id: Address, idType: Word, nickname: name, firstName: name, lastName: name, email: Address })
  .nullish()

const Message = z.object({
  id: Id,
  channel: z.object({ id: Id.nullish(), time: Time, from: Party, to: Party }),
  type: Word,
  direction: Word,
  conversationId: Id.nullish(),
  metadata: AttributeMap,
})
type Message = z.infer<typeof Message>
type Customer = NonNullable<z.infer<typeof Party>>

export const recognises = (body: unknown): boolean => {
  const channel = isObject(body) ? body["channel"] : undefined
  return isObject(channel) && ("platform" in channel || "from" in channel || "to" in channel)
}

/** An opaque id is taken for nothing else, whatever it looks like. */
const addressNames: Readonly<Record<string, string>> = { email: "email", phone: "sms", opaque: "opaque" }

const addressesOf = (customer: Customer, source: string): ReadonlyArray<Attribute> => {
  const addressName = addressNames[customer.idType?.toLowerCase() ?? ""]
  return customer.id && addressName ? [{ name: addressName, value: customer.id, source: `${source}.id` }] : []
}

/** A nickname is what somebody likes to be called: no name. */
const namesOf = ({ firstName, lastName, email }: Customer, source: string): ReadonlyArray<Attribute> =>
  Object.entries({ firstName, lastName, email }).flatMap(([name, value]) =>
    value ? [{ name, value, source: `${source}.${name}` }] : [],
  )

/** Receipts and typing say nothing of anybody; types of tomorrow may. */
const isSilent = ({ type }: Message) => type?.toLowerCase() === "receipt" || type?.toLowerCase() === "event"

/**
 * Genesys Cloud's normalised message of an Open Messaging integration. The customer is whom it is from, or, outbound, to
 * whom. Without a conversation's id all that one customer and one integration wrote each other is one interaction; no
 * message stays open, as none tells when its conversation ends. What it says is never read.
 */
export const decode = (body: unknown, { receivedAt, digest }: Receipt): Decoded => {
  const read = Message.safeParse(body)
  if (!read.success) return { _tag: "invalid", issue: firstIssue(read.error, Message) }
  const message = read.data
  const direction = directionOf(message.direction)
  const side = direction === "outbound" ? "to" : "from"
  const { [side]: customer, [side === "to" ? "from" : "to"]: centre, time } = message.channel
  const integration = message.channel.id ?? centre?.id ?? ""
  if (isSilent(message)) return { _tag: "irrelevant", reason: "unknownEventType" }
  if (direction === undefined || !customer?.id) return { _tag: "irrelevant", reason: "nothingNew" }
  const { conversationId } = message
  const thread = digest("thread", JSON.stringify([integration, customer.idType ?? "", customer.id]))
  const source = `channel.${side}`
  return {
    _tag: "event",
    event: {
      eventKey: digest("event", JSON.stringify(["open-messaging", integration, message.id, time ?? null])),
      dialect: "genesys-open-messaging",
      ...(conversationId
        ? { kind: "updated", interactionId: conversationId, participant: { role: "unknown" } }
        : { kind: "ended", interactionId: `openmessaging:${thread}` }),
      at: time ?? receivedAt,
      channel: "message",
      direction,
      addresses: addressesOf(customer, source),
      attributes: [...namesOf(customer, source), ...flattenAttributes(message.metadata ?? {}, "metadata")],
      signals: [],
      externalContactIds: [],
      linkedTo: [],
    },
  }
}
