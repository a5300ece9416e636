import * as z from "zod"
import { type Answer, jsonOf, type SimulatorRequest } from "../Routes.ts"
import type { Conversation, Participant } from "./Conversations.ts"
import { badRequest } from "./Errors.ts"

const Query = z.object({
  interval: z.string(),
  order: z.enum(["asc", "desc", "unordered"]).default("asc"),
  orderBy: z.literal("conversationStart").default("conversationStart"),
  paging: z.object({ pageSize: z.int().min(1), pageNumber: z.int().min(1) }).default({ pageSize: 25, pageNumber: 1 }),
})

const largestPage = 100
const longestInterval = 31 * 24 * 3600 * 1000

/** `POST /api/v2/analytics/conversations/details/query`: an interval of 31 days and pages of 100 at most. */
export const queryConversations = (all: Iterable<Conversation>, request: SimulatorRequest): Answer => {
  const query = Query.safeParse(jsonOf(request))
  if (!query.success) return badRequest("The query is malformed.")
  const { interval, order, paging } = query.data
  const [from = Number.NaN, to = Number.NaN] = interval.split("/").map((time) => Date.parse(time))
  if (!(from < to)) return badRequest("The interval is malformed.")
  if (to - from > longestInterval) return badRequest("The interval is longer than 31 days.")
  if (paging.pageSize > largestPage) return badRequest("The page size is larger than 100.")
  const found = [...all].filter(({ startedAt, adopted }) => !adopted && startedAt >= from && startedAt < to)
  found.sort((x, y) => (order === "desc" ? y.startedAt - x.startedAt : x.startedAt - y.startedAt))
  const first = (paging.pageNumber - 1) * paging.pageSize
  const conversations = found.slice(first, first + paging.pageSize).map(detail)
  // A page without any has no list either.
  return { status: 200, body: { ...(conversations.length > 0 && { conversations }), totalHits: found.length } }
}

const iso = (at: number): string => new Date(at).toISOString()

const detail = (conversation: Conversation) => ({
  conversationId: conversation.id,
  conversationStart: iso(conversation.startedAt),
  ...(conversation.endedAt !== undefined && { conversationEnd: iso(conversation.endedAt) }),
  originatingDirection: conversation.direction.toLowerCase(),
  participants: conversation.participants.map((participant) => ({
    participantId: participant.id,
    purpose: participant.purpose,
    ...(conversation.externalContactId !== undefined &&
      participant.purpose === "customer" && { externalContactId: conversation.externalContactId }),
    sessions: [session(conversation, participant)],
  })),
})

const session = (conversation: Conversation, { sessionId, ani, dnis, addressFrom, addressTo }: Participant) => {
  const messageType = conversation.messageType?.toLowerCase()
  const optional = Object.entries({ messageType, ani, dnis, addressFrom, addressTo })
  return {
    sessionId,
    mediaType: conversation.mediaType.toLowerCase(),
    direction: conversation.direction.toLowerCase(),
    ...Object.fromEntries(optional.filter(([, value]) => value !== undefined)),
  }
}
