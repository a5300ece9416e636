import * as z from "zod"
import { firstIssue } from "../http/FirstIssue.ts"
import type { Decoded, Receipt } from "./Decoded.ts"
import { isObject, Time } from "./Fields.ts"
import { decodeTopicEvent, isReadTopic } from "./GenesysTopics.ts"

const Frame = z.object({
  topicName: z.string().max(300),
  timestamp: Time,
  eventBody: z.unknown(),
})

export const recognises = (body: unknown): boolean => isObject(body) && "topicName" in body

/**
 * The frame that Genesys Cloud's notification sockets carry: `{topicName, version, eventBody, metadata}`. A forwarder that
 * strips EventBridge's envelope sends the same, and so may a workflow that a trigger started with the data format Json.
 */
export const decode = (body: unknown, receipt: Receipt): Decoded => {
  const topic = isObject(body) ? body["topicName"] : undefined
  if (typeof topic === "string" && !isReadTopic(topic)) return { _tag: "irrelevant", reason: "unknownEventType" }
  const read = Frame.safeParse(body)
  if (!read.success) return { _tag: "invalid", issue: firstIssue(read.error, Frame) }
  const { topicName, timestamp, eventBody } = read.data
  return decodeTopicEvent(
    { dialect: "genesys-notification", topic: topicName, eventBody, path: "eventBody", sentAt: timestamp },
    receipt,
  )
}
