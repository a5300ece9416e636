import * as z from "zod"
import { say } from "../telemetry/Harmless.ts"
import type { Decoded, Receipt } from "./Decoded.ts"
import { Id, Time, Word } from "./Fields.ts"
import { eventKeyOf, readBody, type Topic, type TopicEvent } from "./GenesysTopic.ts"
import type { InteractionEvent, RawSignal } from "./InteractionEvent.ts"

/** Too long or of another type it tells nothing; the event is as good without. */
const text = z.string().max(1024).nullish().catch(undefined)
const Named = z.object({ id: Id.nullish() }).nullish()
const Printed = z.object({ fingerprint: text }).nullish().catch(undefined)

const SessionBody = z.object({
  id: Id.nullish(),
  createdDate: Time,
  endedDate: Time,
  lastEvent: z.object({ createdDate: Time }).nullish(),
  externalContact: Named,
  customerId: z.string().max(200).nullish(),
  customerIdType: Word,
  ipAddress: text,
  userAgentString: text,
  browser: Printed,
  device: Printed,
  conversation: Named,
})
type SessionBody = z.infer<typeof SessionBody>

/**
 * A visit to a web site or an app, as an interaction: conversations that came out of one visit continue it, so that they
 * are one person's, and whatever else is known of the visit is known of them.
 */
export const visitId = (sessionId: string): string => `journey:${sessionId}`

const signalsOf = ({ browser, device, ipAddress, userAgentString }: SessionBody): ReadonlyArray<RawSignal> => {
  const told = [
    { kind: "device", value: browser?.fingerprint, source: "browser.fingerprint" },
    { kind: "device", value: device?.fingerprint, source: "device.fingerprint" },
    { kind: "ip", value: ipAddress, source: "ipAddress" },
    { kind: "userAgent", value: userAgentString, source: "userAgentString" },
  ] as const
  return told.flatMap(({ kind, value, source }) => (value ? [{ kind, value, source }] : []))
}

/** Of the types of customer ids only the cookie is one browser's for certain. */
const attributesOf = ({ customerId, customerIdType }: SessionBody): InteractionEvent["attributes"] =>
  customerId && customerIdType?.toLowerCase() === "cookie"
    ? [{ name: "visitorId", value: customerId, source: "customerId" }]
    : []

const decode = (event: TopicEvent, _: ReadonlyArray<string>, receipt: Receipt): Decoded =>
  readBody(event, SessionBody, (body, invalid) => {
    if (!body.id) return invalid(say`id: missing`)
    const conversation = body.conversation?.id
    const at = body.lastEvent?.createdDate ?? body.endedDate ?? event.sentAt ?? body.createdDate ?? receipt.receivedAt
    const visit = visitId(body.id)
    return {
      _tag: "event",
      event: {
        eventKey: eventKeyOf(event, receipt),
        dialect: event.dialect,
        ...(conversation
          ? { kind: "updated", interactionId: conversation, participant: { role: "unknown" }, linkedTo: [visit] }
          : // Ended as soon as it is heard of: there is nobody to greet.
            { kind: "ended", interactionId: visit, evidenceOnly: true, linkedTo: [] }),
        at,
        addresses: [],
        attributes: attributesOf(body),
        signals: signalsOf(body),
        externalContactIds: body.externalContact?.id ? [body.externalContact.id] : [],
      },
    }
  })

/** A visit as Genesys' journey tracking sees it: part of its conversation as soon as it has one. */
export const journeySessionTopic: Topic = {
  pattern: /^v2\.externalcontacts\.contacts\.[^.]+\.journey\.sessions$/,
  decode,
}
