import { hash } from "node:crypto"
import { LRUCache } from "lru-cache"
import type { InteractionEvent } from "./InteractionEvent.ts"
import type { Asserted } from "./Relevance.ts"

/** What this instance has lately passed on, so that a storm of repetitions stops at the door. */
export interface RecentlySeen {
  /** Whether the event says nothing but what the same participant's last one said, and could change no first time. */
  readonly repeats: (event: InteractionEvent, asserted: Asserted) => boolean
  /** Call it only once the event is safely published: what was lost must not make its repetition irrelevant. */
  readonly remember: (event: InteractionEvent, asserted: Asserted) => void
}

interface Seen {
  readonly first: number
  readonly ended: boolean
  readonly said: string
}

const nameOf = ({ interactionId, participant }: InteractionEvent) => JSON.stringify([interactionId, participant?.id])

const saidBy = (
  { channel, direction, participant }: InteractionEvent,
  { identifiers, traits, signals, links }: Asserted,
) =>
  JSON.stringify([
    [channel, direction, participant?.role],
    identifiers.map(({ kind, value }) => [kind, value]),
    traits.map(({ name, value }) => [name, value]),
    signals.map(({ kind, value }) => [kind, value]),
    links,
  ])

/** What stays in memory for hours should not be values. */
const digest = (text: string) => hash("sha256", text, "base64url").slice(0, 22)

/** @param limit participants that are remembered, the latest ones. */
export const makeRecentlySeen = (limit = 50_000): RecentlySeen => {
  const cache = new LRUCache<string, Seen>({ max: limit })
  return {
    repeats: (event, asserted) => {
      const seen = cache.get(digest(nameOf(event)))
      if (seen === undefined || event.at < seen.first || (event.kind === "ended" && !seen.ended)) return false
      return seen.said === digest(saidBy(event, asserted))
    },
    remember: (event, asserted) => {
      const name = digest(nameOf(event))
      const before = cache.get(name)
      cache.set(name, {
        first: Math.min(event.at, before?.first ?? event.at),
        ended: event.kind === "ended" || before?.ended === true,
        said: digest(saidBy(event, asserted)),
      })
    },
  }
}
