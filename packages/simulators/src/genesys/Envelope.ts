import { randomUUID } from "node:crypto"

/** A Genesys event in the envelope of Amazon EventBridge. */
export interface EventBridgeEvent {
  readonly version: "0"
  readonly id: string
  /** The topic with a literal `{id}`. */
  readonly "detail-type": string
  readonly source: string
  readonly account: string
  /** ISO 8601, whole seconds. */
  readonly time: string
  readonly region: string
  readonly resources: ReadonlyArray<string>
  readonly detail: NotificationFrame & { readonly timestamp: string }
}

/** What the notification sockets carry. */
export interface NotificationFrame {
  readonly topicName: string
  readonly version: "2"
  readonly eventBody: Readonly<Record<string, unknown>>
  readonly metadata: { readonly CorrelationId: string }
}

const organisation = "0d5e2c1a-6a3b-4c7f-9e21-5b8f3d4a7c60"

/** @param topic with a literal `{id}`. @param at epoch milliseconds. */
export const enveloped = (
  topic: string,
  id: string,
  eventBody: Readonly<Record<string, unknown>>,
  at: number,
): EventBridgeEvent => {
  const iso = new Date(at).toISOString()
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": topic,
    source: `aws.partner/genesys.com/cloud/${organisation}/simulator`,
    account: "123456789012",
    time: `${iso.slice(0, 19)}Z`,
    region: "eu-west-1",
    resources: [],
    detail: {
      topicName: topic.replace("{id}", id),
      version: "2",
      eventBody,
      metadata: { CorrelationId: randomUUID() },
      timestamp: iso,
    },
  }
}

export const notificationFrame = ({ detail: { timestamp: _, ...frame } }: EventBridgeEvent): NotificationFrame => frame

/** What a workflow posts that a trigger started: the event's body, and beside it the topic, which the body does not name. */
export interface Triggered {
  readonly topic: string
  readonly body: Readonly<Record<string, unknown>>
}

/** Data format Json: the whole event. */
export const triggerJson = (event: EventBridgeEvent): Triggered => ({
  topic: event["detail-type"],
  body: event.detail.eventBody,
})

/**
 * Data format TopLevelPrimitives: lists and maps do not come through, and the request template of a data action quotes
 * every value and leaves the rest unfilled.
 */
export const triggerFlat = (event: EventBridgeEvent): Triggered => {
  const all = Object.entries(event.detail.eventBody)
  const primitives = all.filter(([, value]) => typeof value !== "object" || value === null)
  const unfilled = Object.fromEntries(templated.map((name) => [name, `\${input.${name}}`]))
  return {
    topic: event["detail-type"],
    body: { ...unfilled, ...Object.fromEntries(primitives.map(([name, value]) => [name, String(value ?? "")])) },
  }
}

const templated = ["conversationId", "participantId", "ani", "dnis", "addressFrom", "addressTo", "externalContactId"]
