import * as z from "zod"
import { firstIssue } from "../http/FirstIssue.ts"
import { say } from "../telemetry/Harmless.ts"
import type { Decoded, Receipt } from "./Decoded.ts"
import { Id, isObject, Time } from "./Fields.ts"
import { decodeTopicEvent, isReadTopic } from "./GenesysTopics.ts"

const Topic = z.string().max(300).nullish()

const Envelope = z.object({
  id: Id.nullish(),
  "detail-type": Topic,
  time: Time,
  detail: z.object({ topicName: Topic, timestamp: Time, eventBody: z.unknown() }),
})

export const recognises = (body: unknown): boolean => isObject(body) && ("detail-type" in body || "detail" in body)

/** Forwarders may strip AWS' envelope and send what was its `detail`. */
const enveloped = (body: unknown): unknown => (isObject(body) && "topicName" in body ? { detail: body } : body)

/** `detail.topicName` holds the real id where `detail-type` has a literal `{id}`. */
const topicOf = (body: unknown): unknown => {
  const { detail, "detail-type": type } = isObject(body) ? body : {}
  return isObject(detail) ? (detail["topicName"] ?? type) : type
}

/** Genesys Cloud's events as Amazon EventBridge delivers them. */
export const decode = (body: unknown, receipt: Receipt): Decoded => {
  const envelope = enveloped(body)
  const topic = topicOf(envelope)
  if (typeof topic === "string" && !isReadTopic(topic)) return { _tag: "irrelevant", reason: "unknownEventType" }
  const read = Envelope.safeParse(envelope)
  if (!read.success) return { _tag: "invalid", issue: firstIssue(read.error, Envelope) }
  if (typeof topic !== "string") return { _tag: "invalid", issue: say`detail.topicName: missing` }
  const { id, detail, time } = read.data
  return decodeTopicEvent(
    {
      dialect: "genesys-eventbridge",
      topic,
      eventBody: detail.eventBody,
      path: "detail.eventBody",
      id,
      sentAt: detail.timestamp ?? time,
    },
    receipt,
  )
}
