import { DeadLetters } from "@kith/core/documents/Collections"
import { askDeleteList } from "@kith/core/documents/DeleteList"
import { type Commit, Documents, ref } from "@kith/core/documents/Documents"
import type { Identifier } from "@kith/core/identifier/Identifier"
import { Keys } from "@kith/core/identifier/Keyring"
import { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { type Subscription, subscriptionName, topics } from "@kith/core/pipeline"
import type { Received } from "@kith/core/topics/PushEndpoint"
import { Clock, Effect } from "effect"
import * as z from "zod"
import { namedIn, putDeadLetter } from "./DeadLetters.ts"
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
  const named = isEvent ? yield* namedIn(message.data) : []
  if (named !== undefined && (yield* isForgotten(message.data, named))) {
    return yield* documents.commit({ writes: [], ...ends("suppressed") })
  }
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
    data: named === undefined ? "[too many identifiers]" : message.data,
    attributes: bounded(message.attributes),
    receivedAt: yield* Clock.currentTimeMillis,
    state: "waiting",
  } as const
  const put = yield* putDeadLetter(id, record, known?.version ?? "absent")
  yield* documents.commit({ writes: [put], ...ends("deadLettered") })
  yield* Effect.logWarning("dead letter kept", { subscription, deadLetterId: id, reason: record.reason })
}, fromTheRead)

const bounded = (attributes: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => name !== "" && name.length <= 120)
      .slice(0, 64)
      .map(([name, value]) => [name, value.slice(0, 400)]),
  )

/** It waited in a queue while whom it names was forgotten: no value of theirs is stored again. */
const isForgotten = Effect.fnUntraced(function* (data: unknown, named: ReadonlyArray<Identifier>) {
  const event = InteractionObserved.safeParse(data).data
  const interactionIds = event === undefined ? [] : [event.interactionId, ...event.links]
  const forgotten = yield* askDeleteList({ identifiers: named, interactionIds })
  return named.some(forgotten.identifier) || interactionIds.some((id) => forgotten.interaction(id))
})
