import type * as z from "zod"
import { firstIssue } from "../http/FirstIssue.ts"
import { type Harmless, say, vouched } from "../telemetry/Harmless.ts"
import { canonicalJson } from "./CanonicalJson.ts"
import type { Decoded, Receipt } from "./Decoded.ts"
import type { WebhookDialect } from "./InteractionEvent.ts"

/** An event of one of Genesys Cloud's topics, taken out of whatever brought it. */
export interface TopicEvent {
  readonly dialect: WebhookDialect
  readonly topic: string
  readonly eventBody: unknown
  /** Where the body stood in the payload, such as `detail.eventBody`; empty when it is the payload. */
  readonly path: "" | "detail.eventBody" | "eventBody"
  /** The id that the sender gave this event, the same when it sends it again. */
  readonly id?: string | null | undefined
  /** Epoch milliseconds; a body's own time goes before it. */
  readonly sentAt?: number | null | undefined
}

/** A topic's pattern, and what reads its events. `named`: what the groups of the pattern found. */
export interface Topic {
  readonly pattern: RegExp
  readonly decode: (event: TopicEvent, named: ReadonlyArray<string>, receipt: Receipt) => Decoded
}

const invalidAt = (path: TopicEvent["path"], issue: Harmless): Decoded => {
  const within = issue.startsWith("body: ") ? vouched(issue.slice("body".length)) : say`.${issue}`
  return { _tag: "invalid", issue: path === "" ? issue : say`${path}${within}` }
}

/** Reads the body by its schema, and answers for it where it breaks that. */
export const readBody = <A>(
  event: TopicEvent,
  schema: z.ZodType<A>,
  decoded: (body: A, invalid: (issue: Harmless) => Decoded) => Decoded,
): Decoded => {
  const read = schema.safeParse(event.eventBody)
  const invalid = (issue: Harmless) => invalidAt(event.path, issue)
  return read.success ? decoded(read.data, invalid) : invalid(firstIssue(read.error, schema))
}

/** Two changes within a millisecond differ in nothing but what they say, so that is part of the key. */
export const eventKeyOf = ({ id, topic, eventBody, sentAt }: TopicEvent, { digest }: Receipt): string =>
  id ?? digest("event", canonicalJson([topic, sentAt ?? null, eventBody]))
