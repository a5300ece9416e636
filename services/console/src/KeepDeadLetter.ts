import { DeadLetters } from "@kith/core/documents/Collections"
import { askDeleteList } from "@kith/core/documents/DeleteList"
import { type Commit, Documents, ref } from "@kith/core/documents/Documents"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { Keys } from "@kith/core/identifier/Keyring"
import { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { type Subscription, subscriptionName, topics } from "@kith/core/pipeline"
import { redactTraits } from "@kith/core/redaction/RedactTraits"
import { type Harmless, shaped, shortened } from "@kith/core/telemetry/Harmless"
import { logWarning } from "@kith/core/telemetry/Log"
import { leave } from "@kith/core/telemetry/Trail"
import type { Received } from "@kith/core/topics/PushEndpoint"
import { Clock, Effect } from "effect"
import * as z from "zod"
import { type Named, namedIn, putDeadLetter } from "./DeadLetters.ts"
import { fromTheRead } from "./FindPerson.ts"

const Accepted = z.object({ acceptId: z.string().min(1).max(64) })

/**
 * Takes in a message that a subscription gave up, where it can be listed and replayed. The same work given up twice is one
 * record; one given up again after its replay waits again.
 */
export const keepDeadLetter = Effect.fn("KeepDeadLetter.keepDeadLetter")(function* (
  origin: Subscription,
  message: Received<unknown>,
) {
  const documents = yield* Documents
  const isEvent = topics[origin.topic].personal
  const acceptId = isEvent ? Accepted.safeParse(message.data).data?.acceptId : undefined
  const ends = (disposition: "deadLettered" | "suppressed"): Pick<Commit, "endings"> =>
    acceptId === undefined ? {} : { endings: [{ acceptId, disposition }] }
  const named = isEvent ? yield* namedIn(message.data) : nobody
  const data = named === undefined ? "[too many identifiers]" : yield* unforgotten(message.data, named)
  if (data === undefined) return yield* documents.commit({ writes: [], ...ends("suppressed") })
  const subscription = subscriptionName(origin)
  const id = (yield* Keys).digest("dead-letter", JSON.stringify([subscription, acceptId ?? message.data]))
  const [known] = yield* documents.getMany([ref(DeadLetters, id)])
  if (known !== undefined && message.publishedAt < (known.body.replayedAt ?? known.body.receivedAt)) return
  const { reason, detail } = message.attributes
  const record = {
    schema: 1,
    origin: { subscription, topic: origin.topic },
    reason: (reason || "AttemptsExhausted").slice(0, 120),
    ...(detail && { detail: detail.slice(0, 300) }),
    data,
    attributes: bounded(message.attributes),
    receivedAt: yield* Clock.currentTimeMillis,
    state: "waiting",
  } as const
  const put = yield* putDeadLetter(id, record, known?.version ?? "absent")
  yield* documents.commit({ writes: [put], ...ends("deadLettered") })
  // Forgotten in between: whoever looks for it from now on finds it, whoever looked before did not.
  if (named !== undefined && (yield* unforgotten(data, named)) !== data) {
    yield* documents.commit({ writes: [{ op: "delete", ref: ref(DeadLetters, id) }], ...ends("suppressed") })
  }
  yield* logWarning("dead letter kept", {
    subscription,
    deadLetterId: shaped("digest", id),
    reason: shaped("fact", record.reason),
  })
  yield* leave({ note: "given-up", eventId: acceptId, subscription, reason: record.reason, deadLetterId: id })
}, fromTheRead)

const bounded = (attributes: Readonly<Record<string, Harmless>>): Record<string, Harmless> =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => name !== "" && name.length <= 120)
      .slice(0, 64)
      .map(([name, value]) => [name, shortened(value, 400)]),
  )

/**
 * It waited in a queue while whom it names was forgotten: no value of theirs is stored again. Undefined if it is about
 * them; what else mentions them loses the mention.
 */
const unforgotten = Effect.fnUntraced(function* (data: unknown, named: Named) {
  const { identifiers, mentioned, interactionIds, participantId, at } = named
  if (identifiers.length + mentioned.length + interactionIds.length === 0) return data
  const forgotten = yield* askDeleteList({
    identifiers: [...identifiers, ...mentioned],
    interactionIds,
    ...(at !== undefined && { at }),
  })
  if (identifiers.some(forgotten.identifier)) return undefined
  // The first is its own, the others are those it is linked with.
  if (interactionIds.some((id, i) => forgotten.interaction(id, i === 0 ? participantId : undefined))) return undefined
  if (!mentioned.some(forgotten.identifier)) return data
  const event = InteractionObserved.parse(data)
  return { ...event, traits: redactTraits(event.traits, forgotten.identifier, yield* CurrentIdentifierPolicy) }
})

const nobody: Named = { identifiers: [], mentioned: [], interactionIds: [] }
