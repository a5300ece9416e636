import { Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { loadPerson } from "@kith/core/documents/PresentPerson"
import { problem } from "@kith/core/http/Http"
import type { KnownInteraction } from "@kith/core/identity/Records"
import { Flow, type Followed } from "@kith/core/telemetry/Flow"
import { Clock, Effect } from "effect"
import * as z from "zod"
import { customersOf } from "./AnswerInteraction.ts"
import type { EventDetail, EventPage } from "./api/Events.ts"
import { effectsOn, toldEffect } from "./EffectsOn.ts"
import { eventOf, stepsOf } from "./EventOf.ts"
import { masked, maskedTrait } from "./Mask.ts"

/** `GET /events`: newest first. Of a person, the events that were decided for any of the person's ids. */
export const listEvents = Effect.fn("AnswerEvents.listEvents")(function* (page: EventPage) {
  const { limit, after, disposition, interactionId, customerId } = page
  const ids = customerId === undefined ? undefined : yield* idsOf(customerId)
  const isWanted = (followed: Followed) => {
    const event = eventOf(followed)
    if (disposition !== undefined && event.disposition !== disposition) return false
    if (interactionId !== undefined && event.interactionId !== interactionId) return false
    return ids === undefined || (event.customerId !== undefined && ids.has(event.customerId))
  }
  const { events, more, from, mostKept, since, links } = yield* (yield* Flow).events({ limit, after, isWanted })
  const next = more ? events.at(-1)?.eventId : undefined
  const body = {
    events: events.map(eventOf),
    from,
    ...(next !== undefined && { next }),
    ...(mostKept !== undefined && { mostKept }),
    ...(since !== undefined && { since: new Date(since).toISOString() }),
    ...(links !== undefined && { links }),
  }
  return { status: 200, body }
})

const idsOf = Effect.fnUntraced(function* (customerId: string) {
  const person = (yield* loadPerson(customerId))?.body
  return new Set(person?.state === "current" ? [person.customerId, ...person.former] : [customerId])
})

/** `GET /events/{id}`: its notes, and what the documents hold of its interaction now. */
export const answerEvent = Effect.fn("AnswerEvents.answerEvent")(function* (eventId: string, unmask: boolean) {
  const id = z.uuid().safeParse(eventId.toLowerCase())
  const followed = id.success ? yield* (yield* Flow).event(id.data) : undefined
  if (followed === undefined) return problem(404, "No such event", "it is too long ago, or never came")
  const event = eventOf(followed)
  const interaction = event.interactionId === undefined ? undefined : yield* interactionOf(event.interactionId)
  const decided = interaction === undefined ? [] : yield* customersOf(interaction.body.sightings)
  const persons = [...new Set(decided.map(({ customerId }) => customerId))]
  const effects = yield* effectsOn(persons, interaction === undefined ? [] : [interaction.id])
  const now = yield* Clock.currentTimeMillis
  const deadLetterId = followed.notes
    .map(({ note }) => (note.note === "given-up" || note.note === "received" ? note.deadLetterId : undefined))
    .findLast((one) => one !== undefined)
  const body: EventDetail = {
    event,
    masked: !unmask,
    steps: [...stepsOf(followed)],
    ...(interaction !== undefined && { stored: storedIn(interaction.body, unmask) }),
    decided: decided.map(({ profileVersion: _, resolvedAt: __, candidates, ...one }) => ({
      ...one,
      ...(candidates !== undefined && { candidates: [...candidates] }),
    })),
    sent: effects.map((effect) => toldEffect(effect, now)),
    ...(deadLetterId !== undefined && { deadLetterId }),
  }
  return { status: 200, body }
})

const interactionOf = Effect.fnUntraced(function* (documentId: string) {
  const [snapshot] = yield* (yield* Documents).getMany([ref(Interactions, documentId)])
  return snapshot?.body.state === "known" ? { id: snapshot.id, body: snapshot.body } : undefined
})

/** All that its participants said, the values masked unless they are asked for. */
const storedIn = (interaction: KnownInteraction, unmask: boolean): EventDetail["stored"] => {
  const parts = Object.values(interaction.participants)
  const shown = (kind: string, value: string) => (unmask ? value : masked(kind, value))
  return {
    interactionId: interaction.interactionId,
    first: dated(interaction.first),
    last: dated(interaction.last),
    ended: parts.some(({ endedAt }) => endedAt !== undefined),
    identifiers: parts
      .flatMap(({ identifiers }) => identifiers)
      .map(({ kind, key, value, source }) => ({ kind, key, value: shown(kind, value), source })),
    traits: parts
      .flatMap(({ traits }) => Object.entries(traits))
      .map(([name, { value, source, at }]) => ({
        name,
        value: unmask ? value : maskedTrait(name, value),
        source,
        at: dated(at),
      })),
    signals: parts
      .flatMap(({ signals }) => signals)
      .map(({ kind, value, source }) => ({ kind, value: shown(kind, value), source })),
    links: parts.flatMap(({ links }) => links),
    events: interaction.events.length,
  }
}

const dated = (at: number): string => new Date(at).toISOString()
