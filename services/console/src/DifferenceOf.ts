import type { DeadLetterRecord } from "@kith/core/documents/Collections"
import { keyed } from "@kith/core/identity/Explanation"
import type { ComponentRecord } from "@kith/core/identity/Records"
import { IdentityResolved } from "@kith/core/message/IdentityResolved"
import { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { decideEvent } from "@kith/resolver/DecideEvent"
import { Effect } from "effect"
import type { Difference } from "./api/DeadLetters.ts"
import type { TryAnswer } from "./api/Events.ts"
import type { PersonOutline } from "./api/Explanations.ts"
import { fromTheRead } from "./FindPerson.ts"
import { tryEvent } from "./TryEvent.ts"

/** What a replay would make of a dead letter: it is decided, and nothing is committed. */
export const differenceOf = Effect.fn("DifferenceOf.differenceOf")(function* ({ origin, data }: DeadLetterRecord) {
  if ("webhook" in origin) return yield* ofBody(data, origin.webhook)
  const event = InteractionObserved.safeParse(data).data
  if (event !== undefined) return yield* ofEvent(event)
  const told = IdentityResolved.safeParse(data).data
  const sentence = "Whoever consumes it would bring its system to the present state."
  if (told !== undefined)
    return { disposition: "synced", sentence, customerId: told.customerId } satisfies Difference as Difference
  return { disposition: "synced", sentence } satisfies Difference as Difference
})

const ofEvent = Effect.fnUntraced(function* (event: InteractionObserved) {
  const { disposition, resolved, before } = yield* decideEvent(event).pipe(fromTheRead)
  const { interactionId } = event
  const outcome = resolved?.interactions.find((one) => one.interactionId === interactionId)?.sightings[0]?.outcome
  const difference: Difference = {
    disposition,
    sentence: sentences[disposition],
    interactionId,
    ...(outcome !== undefined && { customerId: outcome.customerId, resolutionTier: outcome.resolutionTier }),
    before: outlines(before),
    after: outlines(resolved?.components ?? []),
  }
  return difference
})

const sentences = {
  applied: "It would be taken in.",
  duplicate: "It was taken in before: everybody concerned would be told once more.",
  suppressed: "It names somebody forgotten: nothing of it would be kept.",
} as const

const ofBody = Effect.fnUntraced(function* (data: unknown, webhook: string) {
  const body = typeof data === "string" ? data : JSON.stringify(data)
  const { pathname, searchParams } = new URL(webhook, "http://webhook")
  const [, , , dialect] = pathname.split("/")
  const topic = searchParams.get("topic") ?? undefined
  const { body: tried } = yield* tryEvent({ body, dialect, topic, unmask: false })
  if (!("steps" in Object(tried))) return refused("It names a dialect that there is not.")
  const { disposition, steps, interactionId, decided, before, after } = tried as Tried
  const last = steps.at(-1)?.sentence ?? ""
  if (disposition === "rejected") return refused(last)
  const difference: Difference = {
    disposition: disposition === "irrelevant" || disposition === "suppressed" ? disposition : "applied",
    sentence: last,
    ...(interactionId !== undefined && { interactionId }),
    ...(decided[0] !== undefined && { customerId: decided[0].customerId, resolutionTier: decided[0].resolutionTier }),
    before: before.map((one) => ({ ...one, former: [] })),
    after: after.map((one) => ({ ...one, former: [] })),
  }
  return difference
})

type Tried = TryAnswer

const refused = (sentence: string): Difference => ({ disposition: "refused", sentence })

const outlines = (components: ReadonlyArray<ComponentRecord>): Array<PersonOutline> =>
  components
    .flatMap(({ persons }) => persons)
    .slice(0, 64)
    .map(({ id, former, members }) => ({
      customerId: id,
      former: former.map((one) => one.id),
      identifiers: members.map(keyed),
    }))
