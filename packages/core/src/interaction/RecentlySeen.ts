import { hash } from "node:crypto"
import { LRUCache } from "lru-cache"
import type { InteractionEvent } from "./InteractionEvent.ts"
import type { Asserted } from "./Relevance.ts"

/** What this instance has lately passed on, so that a storm of repetitions stops at the door. */
export interface RecentlySeen {
  /**
   * Whether the event says it in the very words of the same participant's last one, and could change no first time: then
   * it need not be read to be known for a repetition.
   */
  readonly repeatsWords: (event: InteractionEvent) => boolean
  /** Whether the event says nothing but what the same participant's last one said, and could change no first time. */
  readonly repeats: (event: InteractionEvent, asserted: Asserted) => boolean
  /** Call it only once the event is safely published: what was lost must not make its repetition irrelevant. */
  readonly remember: (event: InteractionEvent, asserted: Asserted) => void
}

interface Seen {
  readonly first: number
  readonly ended: boolean
  readonly said: string
  /** How it was put last. */
  readonly words: string
}

const nameOf = ({ interactionId, participant }: InteractionEvent) => JSON.stringify([interactionId, participant?.id])

/** With the day: by it dates of birth are told from days to come. Our own write-back may stand beside what was said. */
const wordsOf = (event: InteractionEvent) => {
  const { channel, direction, participant, evidenceOnly, addresses, attributes, signals } = event
  const day = Math.floor(event.at / 86_400_000)
  const what = [addresses, attributes, signals, event.externalContactIds, event.linkedTo]
  return JSON.stringify([[channel, direction, participant?.role, evidenceOnly, day], ...what])
}

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
  const changesNothing = (event: InteractionEvent, { first, ended }: Seen) =>
    event.at >= first && (event.kind !== "ended" || ended)
  return {
    repeatsWords: (event) => {
      const seen = cache.get(digest(nameOf(event)))
      return seen !== undefined && changesNothing(event, seen) && seen.words === digest(wordsOf(event))
    },
    repeats: (event, asserted) => {
      const name = digest(nameOf(event))
      const seen = cache.get(name)
      if (seen === undefined || !changesNothing(event, seen) || seen.said !== digest(saidBy(event, asserted)))
        return false
      cache.set(name, { ...seen, words: digest(wordsOf(event)) })
      return true
    },
    remember: (event, asserted) => {
      const name = digest(nameOf(event))
      const before = cache.get(name)
      cache.set(name, {
        first: Math.min(event.at, before?.first ?? event.at),
        ended: event.kind === "ended" || before?.ended === true,
        said: digest(saidBy(event, asserted)),
        words: digest(wordsOf(event)),
      })
    },
  }
}
