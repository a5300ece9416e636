import { type DeadLetterRecord, DeadLetters } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { type HttpResponse, problem } from "@kith/core/http/Http"
import { Topics } from "@kith/core/topics/Topics"
import { receiveBody } from "@kith/ingress-redactor/ReceiveEvent"
import { Clock, Effect } from "effect"
import { DeadLetterId, type ReplayOrder } from "./api/DeadLetters.ts"
import { putDeadLetter } from "./DeadLetters.ts"
import { differenceOf } from "./DifferenceOf.ts"

/**
 * `POST /dead-letters/{id}/replay`, after a fix. A message goes to its topic once more, so to every subscription of it:
 * consumers find work that was done already. A body goes through the webhook once more; tombstones of today apply to both.
 */
export const replayDeadLetter = Effect.fn("ReplayDeadLetter.replayDeadLetter")(function* (
  id: string,
  { dryRun, again }: ReplayOrder,
) {
  const documents = yield* Documents
  const [kept] = DeadLetterId.safeParse(id).success ? yield* documents.getMany([ref(DeadLetters, id)]) : []
  if (kept === undefined) return problem(404, "No such dead letter")
  const { origin, state } = kept.body
  if (state === "replayed" && !again) return problem(409, "Replayed already", "ask with again: true")
  const to = "topic" in origin ? { topic: origin.topic } : { webhook: origin.webhook }
  if (dryRun) {
    const difference = yield* differenceOf(kept.body)
    return { status: 200, body: { dryRun: true, id, to, difference } } satisfies HttpResponse
  }
  // Before sending: what is given up again is then later than its replay, however fast that goes.
  const replayedAt = yield* Clock.currentTimeMillis
  const refused = yield* send(kept.body)
  if (refused !== undefined) return refused
  const mark = yield* putDeadLetter(id, { ...kept.body, state: "replayed", replayedAt }, kept.version)
  yield* documents
    .commit({ writes: [mark] })
    // Given up again already, or replayed by somebody else too.
    .pipe(Effect.catchTag("DocumentsHaveMoved", () => Effect.void))
  return { status: 200, body: { id, to, state: "replayed" } } satisfies HttpResponse
})

/** The problem that stands in the way, if there is one. */
const send = Effect.fnUntraced(function* ({ origin, data, attributes }: DeadLetterRecord) {
  if ("topic" in origin) {
    yield* (yield* Topics).publish(origin.topic, [{ data, attributes: ownAttributes(attributes) }])
    return undefined
  }
  const body = typeof data === "string" ? data : JSON.stringify(data)
  const answer = yield* receiveBody(Buffer.from(body), origin.webhook, { authenticated: true })
  if (answer.status === 202 || answer.status === 503) return answer.status === 202 ? undefined : answer
  return problem(422, "Still refused", `the webhook answers ${answer.status}`)
})

/** The message's own, without what giving it up added. The replay has a trace of its own. */
const ownAttributes = (attributes: DeadLetterRecord["attributes"]): DeadLetterRecord["attributes"] =>
  Object.fromEntries(
    Object.entries(attributes).filter(([name]) => !added.has(name) && !name.startsWith("CloudPubSubDeadLetterSource")),
  )

const added = new Set(["reason", "detail", "subscription", "traceparent", "tracestate", "cameInAt"])
