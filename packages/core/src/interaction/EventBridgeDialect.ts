import * as z from "zod"
import { firstIssue } from "../http/FirstIssue.ts"
import { flattenAttributes } from "./Attributes.ts"
import { canonicalJson } from "./CanonicalJson.ts"
import { channelOf, directionOf } from "./Channels.ts"
import type { Decoded, Receipt } from "./Decoded.ts"
import { Address, AttributeMap, Id, Ids, Time, Word } from "./Fields.ts"
import type { Attribute, EventKind, InteractionEvent } from "./InteractionEvent.ts"

/** Every field is optional in Genesys' own schema, and null where it is empty. */
const EventBody = z.object({
  eventTime: Time,
  conversationId: Id.nullish(),
  participantId: Id.nullish(),
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
type EventBody = z.infer<typeof EventBody>

const Detail = z.object({ topicName: z.string().max(300).nullish(), timestamp: Time, eventBody: EventBody })

const Envelope = z.object({
  id: Id.nullish(),
  "detail-type": z.string().max(300).nullish(),
  time: Time,
  detail: Detail,
})

/** `detail.topicName` holds the conversation's id where `detail-type` has a literal `{id}`. */
const conversationTopic = /^v2\.detail\.events\.conversation\.([^.]+)\.(customer\.start|customer\.end|attributes)$/
const kinds: Readonly<Record<string, EventKind>> = {
  "customer.start": "opened",
  "customer.end": "ended",
  attributes: "updated",
}

const channelNamed = ({ mediaType, messageType }: EventBody) => {
  if (mediaType?.toUpperCase() !== "MESSAGE") return channelOf(mediaType ?? "")
  const named = channelOf(messageType ?? "")
  return named.channel === "other" ? channelOf("message") : named
}

/** On outbound calls `ani` is the centre's own number, which would make one person of everybody it ever called. */
const addressesOf = (body: EventBody): ReadonlyArray<Attribute> => {
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
const contactsOf = ({ externalContactId, conversationExternalContactIds: all }: EventBody): ReadonlyArray<string> =>
  externalContactId ? [externalContactId] : all?.length === 1 ? all : []

/** A web journey's session is one browser's, so it serves as the visitor's id. */
const attributesOf = ({ attributes, journeyContext }: EventBody): ReadonlyArray<Attribute> => [
  ...flattenAttributes(attributes ?? {}, "attributes"),
  ...(journeyContext?.sessionId
    ? [{ name: "visitorId", value: journeyContext.sessionId, source: "journeyContext.sessionId" }]
    : []),
]

const eventOf = (
  body: EventBody,
  told: Pick<InteractionEvent, "eventKey" | "kind" | "interactionId" | "at">,
): InteractionEvent => {
  const direction = directionOf(body.direction)
  const role = told.kind === "updated" ? ("unknown" as const) : ("customer" as const)
  return {
    ...told,
    dialect: "genesys-eventbridge",
    ...(body.participantId && { participant: { id: body.participantId, role } }),
    ...(body.mediaType && { channel: channelNamed(body).channel }),
    ...(direction && { direction }),
    addresses: addressesOf(body),
    attributes: attributesOf(body),
    signals: [],
    externalContactIds: contactsOf(body),
    linkedTo: [],
  }
}

const isObject = (body: unknown): body is Readonly<Record<string, unknown>> => typeof body === "object" && body !== null

export const recognises = (body: unknown): boolean =>
  isObject(body) && ("detail-type" in body || "detail" in body || "topicName" in body)

/** Forwarders may strip AWS' envelope and send what was its `detail`. */
const enveloped = (body: unknown): unknown => (isObject(body) && "topicName" in body ? { detail: body } : body)

/**
 * Genesys Cloud's own events as Amazon EventBridge delivers them: a customer's start and end in a conversation, and
 * changed participant attributes. Other topics describe agents, queues and flows.
 */
export const decode = (body: unknown, { receivedAt, digest }: Receipt): Decoded => {
  const envelope = enveloped(body)
  const { detail, "detail-type": type } = isObject(envelope) ? envelope : {}
  const topic = isObject(detail) && typeof detail["topicName"] === "string" ? detail["topicName"] : type
  const [, topicId = "", suffix = ""] = typeof topic === "string" ? (conversationTopic.exec(topic) ?? []) : []
  const kind = kinds[suffix]
  if (typeof topic === "string" && kind === undefined) return { _tag: "irrelevant", reason: "unknownEventType" }
  const read = Envelope.safeParse(envelope)
  if (!read.success) return { _tag: "invalid", issue: firstIssue(read.error) }
  if (kind === undefined) return { _tag: "invalid", issue: "detail.topicName: missing" }
  const { eventBody, timestamp } = read.data.detail
  const interactionId = eventBody.conversationId ?? topicId
  if (!Id.safeParse(interactionId).success || interactionId === "{id}")
    return { _tag: "invalid", issue: "detail.eventBody.conversationId: missing" }
  const at = eventBody.eventTime ?? timestamp ?? read.data.time ?? undefined
  const described =
    at === undefined ? canonicalJson(body) : JSON.stringify([suffix, interactionId, eventBody.participantId, at])
  const eventKey = read.data.id ?? digest("event", described)
  return { _tag: "event", event: eventOf(eventBody, { eventKey, kind, interactionId, at: at ?? receivedAt }) }
}
