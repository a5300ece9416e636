import * as z from "zod"
import type { Decoded, Receipt } from "./Decoded.ts"
import { Id, Ids, Time } from "./Fields.ts"
import { eventKeyOf, readBody, type Topic, type TopicEvent } from "./GenesysTopic.ts"

const MergeOperation = z.object({
  sourceContactId: Id.nullish(),
  targetContactId: Id.nullish(),
  resultingContactId: Id.nullish(),
})

/** What an external contact says of its merges; what it says of the person is the contact's, and not read. */
const ContactBody = z.object({
  id: Id.nullish(),
  canonicalContactId: Id.nullish(),
  mergeOperation: MergeOperation.nullish(),
  mergedTo: Id.nullish(),
  mergedFrom: Ids,
  mergeSet: Ids,
  modifyDate: Time,
})
type ContactBody = z.infer<typeof ContactBody>

/** A set can hold 52, far more than one person may: those of this merge come first. */
const most = 16

const contactsIn = (body: ContactBody): ReadonlyArray<string> => {
  const { sourceContactId, targetContactId, resultingContactId } = body.mergeOperation ?? {}
  const all = [
    ...[sourceContactId, targetContactId, resultingContactId, body.id, body.mergedTo, body.canonicalContactId],
    ...[...(body.mergedFrom ?? []), ...(body.mergeSet ?? [])],
  ]
  const present = all.flatMap((id) => (id ? [id.toLowerCase()] : []))
  return [...new Set(present)].slice(0, most)
}

const decode = (event: TopicEvent, _: ReadonlyArray<string>, receipt: Receipt): Decoded =>
  readBody(event, ContactBody, (body) => {
    const contacts = contactsIn(body)
    if (contacts.length < 2) return { _tag: "irrelevant", reason: "nothingNew" }
    // The merge is told once for each contact: of the same ones it is the same merge.
    const merge = receipt.digest("merge", JSON.stringify(contacts.toSorted()))
    return {
      _tag: "event",
      event: {
        eventKey: eventKeyOf(event, receipt),
        dialect: event.dialect,
        kind: "ended",
        interactionId: `externalcontact:${merge}`,
        evidenceOnly: true,
        at: body.modifyDate ?? event.sentAt ?? receipt.receivedAt,
        addresses: [],
        attributes: [],
        signals: [],
        externalContactIds: contacts,
        linkedTo: [],
      },
    }
  })

/** External contacts that became one: whoever had either is one person. Other changes of contacts say nothing to us. */
export const contactMergeTopic: Topic = {
  pattern: /^v2\.externalcontacts\.contacts\.[^.]+(?:\.unresolved)?$/,
  decode,
}
