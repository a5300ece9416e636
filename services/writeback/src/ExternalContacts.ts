import type { VendorAnswer } from "@kith/core/http/Vendor"
import { VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import { Context, Effect, Layer } from "effect"
import { HttpClientRequest } from "effect/http"
import * as z from "zod"
import { GenesysClient, reasonOf, system } from "./GenesysClient.ts"

/** A person as Genesys' own contacts are matched and named by. */
export interface ContactOf {
  readonly customerId: string
  /** Strongest first, at most 24. */
  readonly matching: ReadonlyArray<{ readonly type: "Email" | "Phone"; readonly value: string }>
  readonly firstName?: string
  readonly lastName?: string
}

export interface Association {
  readonly conversationId: string
  readonly contactId: string
  /** The customer's session in the conversation. */
  readonly communicationId: string
  /** As events have it: VOICE, MESSAGE, … */
  readonly mediaType: string
}

type Asked<A> = Effect.Effect<A, VendorIsUnavailable | VendorRefused>

/** Genesys' external contacts, as far as our persons are told to them. */
export class ExternalContacts extends Context.Service<
  ExternalContacts,
  {
    /** Finds or makes the person's contact, gives it our id, and answers with Genesys' own. Again changes nothing. */
    readonly enrich: (contact: ContactOf, externalSourceId: string) => Asked<string>
    /** Genesys accepts it without a check: whether it happened has to be asked later. */
    readonly associate: (association: Association) => Asked<void>
    /** Contacts of the customers in a conversation; nothing if Genesys does not know it (any more). */
    readonly contactsIn: (conversationId: string) => Asked<ReadonlyArray<string> | undefined>
  }
>()("@kith/writeback/ExternalContacts") {
  static readonly layer: Layer.Layer<ExternalContacts, never, GenesysClient> = Layer.effect(
    ExternalContacts,
    Effect.map(GenesysClient, ({ send, read }) =>
      ExternalContacts.of({
        enrich: Effect.fn("ExternalContacts.enrich")(function* (contact, externalSourceId) {
          const request = HttpClientRequest.post("/api/v2/externalcontacts/contacts/enrich")
          const body = enrichBody(contact, externalSourceId)
          const answer = yield* send(HttpClientRequest.bodyJsonUnsafe(request, body))
          if (answer.status !== 200 && answer.status !== 201) return yield* refusal(answer)
          return (yield* read(answer, Contact)).id
        }),
        associate: Effect.fn("ExternalContacts.associate")(function* (association) {
          const { conversationId, contactId: externalContactId, communicationId } = association
          const path = `/api/v2/externalcontacts/conversations/${encodeURIComponent(conversationId)}`
          const mediaType = mediaTypeOf(association.mediaType)
          const body = { externalContactId, conversationId, communicationId, mediaType }
          const answer = yield* send(HttpClientRequest.bodyJsonUnsafe(HttpClientRequest.put(path), body))
          if (answer.status < 200 || answer.status > 299) return yield* refusal(answer)
        }),
        contactsIn: Effect.fn("ExternalContacts.contactsIn")(function* (conversationId) {
          const path = `/api/v2/conversations/${encodeURIComponent(conversationId)}`
          const answer = yield* send(HttpClientRequest.get(path))
          if (answer.status === 404) return undefined
          if (answer.status !== 200) return yield* refusal(answer)
          const { participants } = yield* read(answer, Conversation)
          return participants.flatMap(({ externalContactId }) => externalContactId ?? [])
        }),
      }),
    ),
  )
}

const Contact = z.object({ id: z.string().min(1).max(200) })
const Conversation = z.object({
  participants: z.array(z.object({ externalContactId: z.string().max(200).nullish() })).max(10_000),
})

/** The words of events and those of this API differ. */
const mediaTypes: Readonly<Record<string, string>> = {
  VOICE: "CALL",
  INTERNALMESSAGE: "INTERNAL_MESSAGE",
  SCREENMONITORING: "SCREEN_MONITORING",
}
const mediaTypeOf = (mediaType: string): string => mediaTypes[mediaType] ?? mediaType

const enrichBody = ({ customerId, matching, firstName, lastName }: ContactOf, externalSourceId: string) => {
  const ours = { externalSource: { id: externalSourceId }, value: customerId }
  return {
    matchingIdentifiers: [{ type: "ExternalId", ...ours }, ...matching],
    action: "Upsert",
    contact: { ...(firstName && { firstName }), ...(lastName && { lastName }), externalIds: [ours] },
    // What agents keep there is theirs.
    fieldRules: { defaultAction: "PreferExisting" },
  }
}

const refusal = (answer: VendorAnswer) => {
  const reason = reasonOf(answer)
  return answer.status === 403 ? new VendorIsUnavailable({ system, reason }) : new VendorRefused({ system, reason })
}
