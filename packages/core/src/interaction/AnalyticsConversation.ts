import * as z from "zod"
import { conversationTopics } from "./ConversationTopics.ts"
import type { Receipt } from "./Decoded.ts"
import { Address, Id, Time, Word } from "./Fields.ts"
import type { InteractionEvent } from "./InteractionEvent.ts"

const Session = z.object({
  sessionId: Id.nullish(),
  mediaType: Word,
  messageType: Word,
  direction: Word,
  ani: Address,
  dnis: Address,
  addressFrom: Address,
  addressTo: Address,
  callbackNumbers: z.array(z.string().max(512)).max(32).nullish(),
  journeyCustomerSessionId: Id.nullish(),
})

const Participant = z.object({
  participantId: Id.nullish(),
  purpose: Word,
  externalContactId: Id.nullish(),
  sessions: z.array(Session).max(1000).nullish(),
})

/** As `POST /api/v2/analytics/conversations/details/query` lists them; every field is optional in the vendor's schema. */
export const AnalyticsConversation = z.object({
  conversationId: Id,
  conversationStart: Time,
  conversationEnd: Time,
  participants: z.array(Participant).max(1000).nullish(),
})
export type AnalyticsConversation = z.infer<typeof AnalyticsConversation>

/** The customer's side, by either of its names; all others are agents, queues and flows. */
const isCustomer = ({ purpose }: z.infer<typeof Participant>): boolean => /^(customer|external)$/i.test(purpose ?? "")

const topicOf = { opened: "customer.start", ended: "customer.end" } as const

/**
 * What the webhook would have been told of a conversation: the start of each customer's part and, if it is over, its end.
 * The keys repeat, so asking again makes no duplicates.
 */
export const eventsOf = (conversation: AnalyticsConversation, receipt: Receipt): ReadonlyArray<InteractionEvent> => {
  const { conversationId, conversationStart, conversationEnd, participants } = conversation
  const told = [
    { kind: "opened", at: conversationStart ?? receipt.receivedAt },
    ...(conversationEnd == null ? [] : [{ kind: "ended", at: conversationEnd } as const]),
  ] as const
  return (participants ?? []).filter(isCustomer).flatMap(({ participantId, externalContactId, sessions }) =>
    told.flatMap(({ kind, at }) => {
      // A transfer opens new sessions; the first one is the customer's own.
      const { journeyCustomerSessionId: visit, ...session } = sessions?.[0] ?? {}
      const journey = visit && { journeyContext: { sessionId: visit } }
      const eventBody = { ...session, ...journey, conversationId, participantId, externalContactId, eventTime: at }
      const id = receipt.digest("event", JSON.stringify(["analytics", conversationId, participantId, kind]))
      const event = { dialect: "genesys-eventbridge", topic: topicOf[kind], eventBody, path: "", id } as const
      const decoded = conversationTopics.decode(event, [conversationId, topicOf[kind]], receipt)
      return decoded._tag === "event" ? [{ ...decoded.event, dialect: "genesys-analytics" as const }] : []
    }),
  )
}
