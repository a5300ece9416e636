import { askDeleteList } from "@kith/core/documents/DeleteList"
import { Documents } from "@kith/core/documents/Documents"
import { type HttpRequest, type HttpResponse, problem } from "@kith/core/http/Http"
import { freshId } from "@kith/core/identifier/FreshId"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { identify } from "@kith/core/identifier/Identify"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import { decode, recognise } from "@kith/core/interaction/Decode"
import type { IrrelevantReason } from "@kith/core/interaction/Decoded"
import type { EventKind, InteractionEvent, WebhookDialect } from "@kith/core/interaction/InteractionEvent"
import type { RecentlySeen } from "@kith/core/interaction/RecentlySeen"
import { irrelevance, isRoutine } from "@kith/core/interaction/Relevance"
import type { TopicName } from "@kith/core/pipeline"
import { Pressure } from "@kith/core/pressure/Pressure"
import { type BodyProblem, parseBody } from "@kith/core/redaction/Json"
import { mayBeForgotten, redact } from "@kith/core/redaction/Redact"
import { say } from "@kith/core/telemetry/Harmless"
import { leave, type Received } from "@kith/core/telemetry/Trail"
import { Topics } from "@kith/core/topics/Topics"
import { Clock, Effect } from "effect"
import type { Authentication } from "./Authenticate.ts"
import { keepForReplay, type UnreadBody } from "./KeepForReplay.ts"
import { textOf } from "./TextOf.ts"
import { addressedTo, addressOf } from "./WebhookAddress.ts"

const topicOf: { readonly [K in EventKind]: TopicName } = {
  opened: "interaction-opened",
  linked: "interaction-opened",
  updated: "interaction-updated",
  ended: "interaction-updated",
}

/** One post to the webhook: authenticated on its raw bytes, then received. */
export const receive = Effect.fnUntraced(function* (
  request: HttpRequest,
  { prove, suffices }: Authentication,
  recentlySeen: RecentlySeen,
) {
  const proven = yield* prove(request)
  const mayCome = (dialect: WebhookDialect) => suffices(proven, dialect)
  const sheds = (yield* Pressure).level() === "overloaded"
  const answer =
    proven.proofs.length === 0
      ? unauthenticated
      : yield* receiveBody(request.body, addressOf(request), { authenticated: true, mayCome, recentlySeen, sheds })
  if (answer !== unauthenticated) return answer
  if (proven.unsettled) return unavailable
  yield* countRejected("unauthenticated")
  return unauthenticated
})

interface Vouching {
  readonly authenticated: true
  /** Whether what the sender proved is enough for a dialect; nothing given: for all. */
  readonly mayCome?: (dialect: WebhookDialect) => boolean
  readonly recentlySeen?: RecentlySeen
  /** The process is overloaded: routine events are turned away. */
  readonly sheds?: boolean
}

/**
 * What comes after authentication, which the caller vouches for: the webhook, and the replay of a kept body (its JSON
 * text, under the address it came by). 202 once the event is published or known to be irrelevant; 400 or 413 for what is
 * no event; 429 for a routine one under overload; 503, try again, when that could not be stored.
 */
export const receiveBody = Effect.fnUntraced(
  function* (bytes: Uint8Array, address: string, { mayCome = () => true, recentlySeen, sheds = false }: Vouching) {
    const to = addressedTo(address)
    if (to === undefined) return problem(404, "Not found")
    if (to.dialect !== undefined && !mayCome(to.dialect)) return unauthenticated
    const receivedAt = yield* Clock.currentTimeMillis
    const body = parseBody(bytes)
    if (body._tag === "refused") return yield* refuse(body.problem, bytes, address, receivedAt)
    const keyring = yield* Keys
    const receipt = { receivedAt, digest: keyring.digest, ...(to.topic !== undefined && { topic: to.topic }) }
    const dialect = to.dialect ?? recognise(body.json, receipt)
    if (!mayCome(dialect)) return unauthenticated
    const { decoded, timeReplaced } = decode(body.json, receipt, dialect)
    const counts: Record<string, number> = timeReplaced ? { timeReplaced: 1 } : {}
    switch (decoded._tag) {
      case "invalid":
        yield* keep({ body: body.json, path: address, reason: "InvalidEvent", detail: decoded.issue, receivedAt })
        return problem(400, "Invalid event", decoded.issue)
      case "irrelevant":
        return yield* passOver(decoded.reason, counts, receivedAt, { dialect })
      case "event":
        return yield* takeIn(decoded.event, receivedAt, counts, { recentlySeen, sheds })
    }
  },
  Effect.catchTags({
    DocumentsAreUnavailable: () => Effect.succeed(unavailable),
    DocumentsHaveMoved: () => Effect.succeed(unavailable),
    DocumentIsUnreadable: () => Effect.succeed(unavailable),
    TopicIsUnavailable: () => Effect.succeed(unavailable),
  }),
)

/** Decides whether the event matters, asks the delete list, and publishes what may be published. */
const takeIn = Effect.fnUntraced(function* (
  event: InteractionEvent,
  receivedAt: number,
  counts: Readonly<Record<string, number>>,
  { recentlySeen, sheds }: { readonly recentlySeen: RecentlySeen | undefined; readonly sheds: boolean },
) {
  const about = yield* aboutEvent(event)
  if (recentlySeen?.repeatsWords(event)) return yield* passOver("repeated", counts, receivedAt, about)
  const policy = yield* CurrentIdentifierPolicy
  const identified = identify(event, policy)
  const irrelevant =
    irrelevance(event, identified) ?? (recentlySeen?.repeats(event, identified) ? "repeated" : undefined)
  if (irrelevant !== undefined) return yield* passOver(irrelevant, counts, receivedAt, about)
  if (sheds && isRoutine(event, identified))
    return yield* mayNotRepeat(event) ? passOver("sampled", counts, receivedAt, about) : refuseForNow
  const forgotten = yield* askDeleteList({ ...mayBeForgotten(event, identified, policy), at: event.at })
  const acceptId = yield* freshId
  const keyring = yield* Keys
  const observed = redact({ event, identified, forgotten, acceptId, receivedAt, keyring, policy })
  yield* (yield* Topics).publish(topicOf[event.kind], [{ data: observed }], { accepted: 1, ...counts })
  recentlySeen?.remember(event, identified)
  const disposition = observed.suppressed ? "suppressed" : "accepted"
  yield* noteReceived({ eventId: acceptId, receivedAt, disposition, ...about })
  return accepted(acceptId, disposition)
})

type About = Pick<Received, "dialect" | "kind" | "channel" | "interaction">

const aboutEvent = Effect.fnUntraced(function* ({ dialect, kind, channel, interactionId }: InteractionEvent) {
  return { dialect, kind, channel, interaction: interactionDocumentId(yield* Keys, interactionId) } satisfies About
})

const noteReceived = (received: Omit<Received, "note" | "millis">) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    leave({ note: "received", ...received, millis: now - received.receivedAt }),
  )

/** Accepted, counted, and gone. */
const passOver = Effect.fnUntraced(function* (
  reason: IrrelevantReason,
  counts: Readonly<Record<string, number>>,
  receivedAt: number,
  about: About,
) {
  const acceptId = yield* freshId
  yield* (yield* Documents).commit({
    writes: [],
    endings: [{ acceptId, disposition: "irrelevant" }],
    counts: { accepted: 1, [`irrelevant.${reason}`]: 1, ...counts },
  })
  yield* noteReceived({ eventId: acceptId, receivedAt, disposition: "irrelevant", reason, ...about })
  return accepted(acceptId, "irrelevant")
})

/** The action of a workflow repeats nothing that it is told to repeat: to the others 429 says when to come again. */
const mayNotRepeat = ({ dialect }: InteractionEvent): boolean => dialect === "genesys-trigger-flat"
const refuseForNow = Effect.suspend(() => Effect.as(countRejected("shed"), comeLater))

const refuse = Effect.fnUntraced(function* (body: BodyProblem, bytes: Uint8Array, path: string, receivedAt: number) {
  if (body === "tooLarge") {
    yield* countRejected("tooLarge")
    return problem(413, "Body too large", "at most 262144 bytes")
  }
  yield* keep({ body: textOf(bytes), path, reason: "UnreadableBody", detail: say`${body}`, receivedAt })
  return problem(400, "Unreadable body", body)
})

const keep = Effect.fnUntraced(function* (unread: UnreadBody) {
  const deadLetterId = yield* keepForReplay(unread)
  const { reason, receivedAt } = unread
  yield* noteReceived({ eventId: yield* freshId, receivedAt, disposition: "rejected", reason, deadLetterId })
})

/** The answer does not depend on whether it could be counted. */
export const countRejected = Effect.fnUntraced(function* (why: "unauthenticated" | "tooLarge" | "shed") {
  yield* Effect.ignore((yield* Documents).commit({ writes: [], counts: { [`rejected.${why}`]: 1 } }))
})

const accepted = (eventId: string, disposition: "accepted" | "irrelevant" | "suppressed"): HttpResponse => ({
  status: 202,
  body: { accepted: true, eventId, disposition },
})

const withHeader = (response: HttpResponse, name: string, value: string): HttpResponse => ({
  ...response,
  headers: { ...response.headers, [name]: value },
})
const unauthenticated = withHeader(problem(401, "Unauthenticated"), "www-authenticate", "Bearer")
/** Longer than an overload needs to be seen to end. */
const comeLater = withHeader(problem(429, "Overloaded", "routine events are not taken now"), "retry-after", "15")
const unavailable = withHeader(problem(503, "Not stored", "try again"), "retry-after", "1")
