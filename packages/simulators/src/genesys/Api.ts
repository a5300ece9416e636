import { type AccessTokens, bearerOf } from "../AccessTokens.ts"
import { type Answer, dispatch, jsonOf, type Route, type SimulatorRequest } from "../Routes.ts"
import { queryConversations } from "./Analytics.ts"
import { type AttributeLimits, brokenLimit, InteractionAttributes, ParticipantAttributes } from "./AttributeRules.ts"
import type { ContactApi } from "./ContactApi.ts"
import {
  type AttributeValue,
  type Conversation,
  type Conversations,
  customerOf,
  type Participant,
  participant,
  writeAttributes,
} from "./Conversations.ts"
import type { Echoes } from "./Echoes.ts"
import * as errors from "./Errors.ts"
import { eventBridgeEvent } from "./EventBridgeEvents.ts"
import { guideEvent } from "./GuideEvents.ts"
import type { makeRateLimit } from "./RateLimit.ts"

export interface GenesysApi {
  readonly tokens: AccessTokens
  readonly rateLimit: ReturnType<typeof makeRateLimit>
  readonly conversations: Conversations
  readonly contacts: ContactApi
  readonly gdpr: ReadonlyArray<Route>
  readonly limits: AttributeLimits
  readonly unknownInteractions: "refuse" | "adopt"
  readonly echoes: Echoes
  readonly now: () => number
}

/** Token, then rate, then the request itself: what is refused early changes nothing. */
export const answerApi = async (api: GenesysApi, request: SimulatorRequest): Promise<Answer> => {
  const token = bearerOf(request)
  if (token === undefined) return errors.noToken()
  if (!api.tokens.isLive(token)) return errors.deadToken()
  const allowance = api.rateLimit(token)
  if (allowance.exceeded) {
    const retryAfter = String(allowance.resetSeconds)
    return withHeaders(errors.tooManyRequests(retryAfter), { ...allowance.headers, "retry-after": retryAfter })
  }
  const answer = readable(request) ?? (await dispatch(routes(api), request, otherwise))
  return withHeaders(answer, allowance.headers)
}

const otherwise = { noSuchPath: errors.notFound, noSuchMethod: errors.notAllowed }

const readable = (request: SimulatorRequest): Answer | undefined => {
  if (request.body === undefined) return errors.tooLarge()
  if (request.body === "" || request.headers["content-type"]?.startsWith("application/json")) return undefined
  return errors.wrongMediaType()
}

const withHeaders = (answer: Answer, headers: Readonly<Record<string, string>>): Answer => ({
  ...answer,
  headers: { ...answer.headers, ...headers },
})

const routes = (api: GenesysApi): ReadonlyArray<Route> => [
  {
    method: "PATCH",
    path: "/api/v2/conversations/:conversation/participants/:participant/attributes",
    handle: (request, param) => patchParticipant(api, request, param("conversation"), param("participant")),
  },
  {
    method: "PATCH",
    path: "/api/v2/interactions/:interaction",
    handle: (request, param) => patchInteraction(api, request, param("interaction")),
  },
  {
    method: "POST",
    path: "/api/v2/externalcontacts/contacts/enrich",
    handle: (request) => api.contacts.enrich(request),
  },
  {
    method: "PUT",
    path: "/api/v2/externalcontacts/conversations/:conversation",
    handle: (request) => api.contacts.associate(request),
  },
  {
    method: "GET",
    path: "/api/v2/conversations/:conversation",
    handle: (_, param) => api.contacts.show(param("conversation")),
  },
  {
    method: "POST",
    path: "/api/v2/analytics/conversations/details/query",
    handle: (request) => queryConversations(api.conversations.all(), request),
  },
  ...api.gdpr,
]

const patchParticipant = (api: GenesysApi, request: SimulatorRequest, conversationId: string, id: string): Answer => {
  const body = ParticipantAttributes.safeParse(jsonOf(request))
  if (!body.success) return errors.badRequest("attributes must be a map of strings.")
  const conversation = find(api, conversationId)
  const written = conversation && (conversation.participants.find((one) => one.id === id) ?? stranger(conversation, id))
  if (conversation === undefined || written === undefined) return errors.notFound()
  const refused = change(api, conversation, written, body.data.attributes)
  if (refused !== undefined) return refused
  api.echoes.raise(eventBridgeEvent("attributes", conversation, written, written.changedAt))
  return { status: 204 }
}

const patchInteraction = (api: GenesysApi, request: SimulatorRequest, id: string): Answer => {
  const body = InteractionAttributes.safeParse(jsonOf(request))
  if (!body.success) return errors.badRequest("attributes.custom must be a flat map.")
  const interaction = find(api, id)
  const customer = interaction && (customerOf(interaction) ?? stranger(interaction))
  if (interaction === undefined || customer === undefined) return errors.notFound()
  const refused = change(api, interaction, customer, body.data.attributes.custom)
  if (refused !== undefined) return refused
  const event = guideEvent("Interaction.Updated", interaction, customer.changedAt)
  api.echoes.raise(event)
  return { status: 200, body: event.interaction }
}

// An adopted conversation is not kept before something was written to it.
const find = ({ conversations, unknownInteractions }: GenesysApi, id: string): Conversation | undefined =>
  conversations.find(id) ??
  (unknownInteractions === "adopt" && /^[A-Za-z0-9._-]{1,128}$/.test(id) ? conversations.adopted(id) : undefined)

const stranger = ({ adopted }: Conversation, participantId?: string): Participant | undefined =>
  adopted ? participant(participantId === undefined ? {} : { participantId }, 0) : undefined

const change = (
  { conversations, limits, now }: GenesysApi,
  conversation: Conversation,
  to: Participant,
  attributes: Readonly<Record<string, AttributeValue>>,
): Answer | undefined => {
  const changes = new Map(Object.entries(attributes))
  const broken = brokenLimit(to, changes, limits)
  if (broken !== undefined) return errors.badRequest(broken)
  writeAttributes(conversation, to, changes, now())
  if (!conversation.participants.includes(to)) conversation.participants.push(to)
  conversations.keep(conversation)
  return undefined
}
