import { say } from "../telemetry/Harmless.ts"
import type { Decoded, Receipt } from "./Decoded.ts"
import { isObject } from "./Fields.ts"
import { decodeTopicEvent } from "./GenesysTopics.ts"

/** It looks like nothing in particular: only the topic beside it tells. */
export const recognises = (body: unknown, { topic }: Pick<Receipt, "topic">): boolean =>
  topic !== undefined && isObject(body)

/** A request template writes nothing, or the name of its own variable, for what the event did not have. */
const isUnfilled = (value: unknown): boolean =>
  value === null || (typeof value === "string" && /^\s*(\$!?\{[^}]*\}\s*)?$/.test(value))

const filled = (body: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => !isUnfilled(value)))

const conversations = "v2.detail.events.conversation.{id}."

/**
 * The event's body alone, as a workflow hands it on that a Process Automation trigger started: flat with the data format
 * TopLevelPrimitives, whole with Json. Its topic is told beside it, in full or as the last part of a conversation's, such
 * as `customer.start`.
 */
export const decode = (body: unknown, receipt: Receipt): Decoded => {
  const { topic } = receipt
  if (topic === undefined) return { _tag: "invalid", issue: say`topic: missing` }
  return decodeTopicEvent(
    {
      dialect: "genesys-trigger-flat",
      topic: topic.startsWith("v2.") ? topic : `${conversations}${topic}`,
      eventBody: isObject(body) ? filled(body) : body,
      path: "",
    },
    receipt,
  )
}
