import { SeenEvents } from "@kith/core/documents/Collections"
import { Documents, ref, type Write } from "@kith/core/documents/Documents"
import { type Keyring, Keys } from "@kith/core/identifier/Keyring"
import { eventsKept, hasSeen } from "@kith/core/identity/Fold"
import type { KnownInteraction } from "@kith/core/identity/Records"
import { Effect } from "effect"

const refOf = (interactionId: string, eventKey: string, keyring: Keyring) =>
  ref(SeenEvents, keyring.digest("seen-event", JSON.stringify([interactionId, eventKey])))

/** Whether an interaction has taken an event in before. One more round trip once it had more events than it lists. */
export const isSeenAgain = Effect.fnUntraced(function* (own: KnownInteraction, eventKey: string) {
  if (hasSeen(own, eventKey)) return true
  if (own.events.length < eventsKept) return false
  const [seen] = yield* (yield* Documents).getMany([refOf(own.interactionId, eventKey, yield* Keys)])
  return seen !== undefined
})

/**
 * Remembers the events that the interaction ceases to list, in the commit in which it does; `until` (epoch milliseconds)
 * for longer than anybody sends them again: EventBridge tries for a day, Pub/Sub for a week.
 */
export const seenWrites = (
  was: KnownInteraction | undefined,
  is: KnownInteraction,
  { now, until }: { readonly now: number; readonly until: number },
  keyring: Keyring,
): ReadonlyArray<Write> => {
  const listed = new Set(is.events)
  const dropped = was?.events.filter((eventKey) => !listed.has(eventKey)) ?? []
  return dropped.map((eventKey) => ({
    op: "put",
    ref: refOf(is.interactionId, eventKey, keyring),
    body: { schema: 1, at: now },
    expiresAt: until,
  }))
}
