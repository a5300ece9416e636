import * as z from "zod"
import { say } from "../telemetry/Harmless.ts"
import { flattenAttributes } from "./Attributes.ts"
import { channelOf, directionOf } from "./Channels.ts"
import type { Decoded, Receipt } from "./Decoded.ts"
import { Address, AttributeMap, Id, Ids, Time, Word } from "./Fields.ts"
import { eventKeyOf, readBody, type Topic, type TopicEvent } from "./GenesysTopic.ts"
import type { Attribute, EventKind, InteractionEvent } from "./InteractionEvent.ts"
import { visitId } from "./JourneySessionTopic.ts"

/** Every field is optional in Genesys' own schema, and null where it is empty. */
const ConversationBody = z.object({
  eventTime: Time,
  conversationId: Id.nullish(),
  participantId: Id.nullish(),
  sessionId: Id.nullish(),
  mediaType: Word,
  messageType: Word,
  direction: Word,
  ani: Address,
  dnis: Address,
  addressFrom: Address,
  addressTo: Address,
  callbackNumbers: z.array(z.string().max(512)).max(32).nullish(),
  externalContactId: Id.nullish(),
  conversationExternalContactIds: Ids,
  journeyContext: z.object({ sessionId: Id.nullish() }).nullish(),
  attributes: AttributeMap,
})
type ConversationBody = z.infer<typeof ConversationBody>

const kinds: Readonly<Record<string, EventKind>> = {
  "customer.start": "opened",
  "customer.end": "ended",
  attributes: "updated",
  contact: "updated",
}

const channelNamed = ({ mediaType, messageType }: ConversationBody) => {
  if (mediaType?.toUpperCase() !== "MESSAGE") return channelOf(mediaType ?? "")
  const named = channelOf(messageType ?? "")
  return named.channel === "other" ? channelOf("message") : named
}

/** On outbound calls `ani` is the centre's own number, which would make one person of everybody it ever called. */
const addressesOf = (body: ConversationBody): ReadonlyArray<Attribute> => {
  const { addressName } = channelNamed(body)
  const direction = directionOf(body.direction)
  const fields =
    direction === undefined
      ? []
      : direction === "inbound"
        ? (["addressFrom", "ani"] as const)
        : (["addressTo", "dnis"] as const)
  const field = fields.find((name) => body[name])
  return [
    ...(field ? [{ name: addressName, value: body[field] ?? "", source: field }] : []),
    ...(body.callbackNumbers ?? []).map((value) => ({ name: "callback", value, source: "callbackNumbers" })),
  ]
}

/** The conversation's contacts are this customer's only while there is just one. */
const contactsOf = ({ externalContactId, conversationExternalContactIds: all }: ConversationBody) =>
  externalContactId ? [externalContactId] : all?.length === 1 ? all : []

const sessionOf = ({ sessionId: id, mediaType }: ConversationBody): InteractionEvent["session"] =>
  id && mediaType && /^[A-Z_]{1,40}$/i.test(mediaType) ? { id, mediaType: mediaType.toUpperCase() } : undefined

const eventOf = (
  body: ConversationBody,
  told: Pick<InteractionEvent, "eventKey" | "dialect" | "kind" | "interactionId" | "at">,
): InteractionEvent => {
  const direction = directionOf(body.direction)
  // What is set on an agent or a flow comes as these two as well.
  const role = told.kind === "updated" ? "unknown" : "customer"
  const id = body.participantId
  const visit = body.journeyContext?.sessionId
  const session = role === "customer" ? sessionOf(body) : undefined
  return {
    ...told,
    ...((id || role === "unknown") && { participant: { ...(id && { id }), role } }),
    ...(body.mediaType && { channel: channelNamed(body).channel }),
    ...(direction && { direction }),
    ...(session && { session }),
    addresses: addressesOf(body),
    attributes: flattenAttributes(body.attributes ?? {}, "attributes"),
    signals: [],
    externalContactIds: contactsOf(body),
    linkedTo: visit ? [visitId(visit)] : [],
  }
}

const decode = (event: TopicEvent, [topicId, suffix = ""]: ReadonlyArray<string>, receipt: Receipt): Decoded =>
  readBody(event, ConversationBody, (body, invalid) => {
    const interactionId = body.conversationId ?? topicId
    const kind = kinds[suffix]
    if (kind === undefined) return { _tag: "irrelevant", reason: "unknownEventType" }
    if (!Id.safeParse(interactionId).success || interactionId === undefined || interactionId === "{id}")
      return invalid(say`conversationId: missing`)
    const at = body.eventTime ?? event.sentAt ?? receipt.receivedAt
    const eventKey = eventKeyOf(event, receipt)
    return { _tag: "event", event: eventOf(body, { eventKey, dialect: event.dialect, kind, interactionId, at }) }
  })

/**
 * A customer's start and end in a conversation, a changed participant attribute, an external contact that was associated.
 * A topic's name holds the conversation's id, or a literal `{id}`. Conversations' other topics are about agents, queues
 * and flows.
 */
export const conversationTopics: Topic = {
  pattern: /^v2\.detail\.events\.conversation\.([^.]+)\.(customer\.start|customer\.end|attributes|contact)$/,
  decode,
}
