import { reasonsKeptSince } from "@kith/core/graph/ExpireReasons"
import { kindOf } from "@kith/core/identifier/Identifier"
import { outcomeSince } from "@kith/core/identity/Reasons"
import type { ComponentRecord } from "@kith/core/identity/Records"
import { Clock, Effect } from "effect"
import type { Timeline, TimelineEntry, TimelineQuery } from "./api/Persons.ts"
import { effectsOn, toldEffect } from "./EffectsOn.ts"
import { whoever } from "./ExplainPerson.ts"
import { masked, maskedTrait } from "./Mask.ts"
import { type OwnSighting, sightingsOfPerson } from "./PersonsInteractions.ts"

/** `GET /persons/{id}/timeline`: latest first; page on with `next`, a sighting's id. */
export const answerTimeline = Effect.fn("AnswerTimeline.answerTimeline")(function* (
  customerId: string,
  { after, limit, unmask }: TimelineQuery,
) {
  const found = yield* whoever(customerId)
  if (!found.found) return { status: 200, body: found }
  const { sightings, cut, component } = yield* sightingsOfPerson(found.person)
  const from = after === undefined ? 0 : sightings.findIndex(({ view }) => view.id === after) + 1
  const page = sightings.slice(from, from + limit)
  const effects = yield* effectsOn([], [...new Set(page.map(({ id }) => id))])
  const now = yield* Clock.currentTimeMillis
  const since = yield* reasonsKeptSince
  const entry = (sighting: OwnSighting): TimelineEntry => ({
    ...entryOf(sighting, component, unmask, since),
    effects: effects
      .filter(({ id }) => id.startsWith(`genesys:${sighting.id}`))
      .slice(0, 16)
      .map((effect) => toldEffect(effect, now)),
  })
  const body: Timeline = {
    customerId: found.person.customerId,
    masked: !unmask,
    interactions: page.map(entry),
    ...(from + limit < sightings.length && { next: page.at(-1)?.view.id }),
    cut,
  }
  return { status: 200, body }
})

const entryOf = (
  { interaction, view, decided, isGiven }: OwnSighting,
  component: ComponentRecord | undefined,
  unmask: boolean,
  since: number,
): Omit<TimelineEntry, "effects"> => {
  const { interactionId, dialect, channel, direction, first, last, evidenceOnly } = interaction
  const outcome = decided && outcomeSince(decided.outcome, since)
  return {
    interactionId,
    ...(view.participantId !== undefined && { participantId: view.participantId }),
    dialect,
    ...(channel !== undefined && { channel }),
    ...(direction !== undefined && { direction }),
    first: dated(first),
    last: dated(last),
    ended: view.ended,
    ...(evidenceOnly && { evidenceOnly }),
    resolutionTier: isGiven ? 2 : (outcome?.resolutionTier ?? 3),
    confidence: outcome?.confidence ?? 0,
    because: [...(outcome?.because ?? [])],
    refused: [...(outcome?.refused ?? [])],
    identifiers: [...view.identifiers].map(([key, { value, source }]) => ({
      key,
      kind: kindOf(key),
      value: unmask ? value : masked(kindOf(key), value),
      source,
      ...(component !== undefined && !(key in component.identifiers) && { shared: true as const }),
    })),
    traits: Object.entries(view.traits).map(([name, { value, source }]) => ({
      name,
      value: unmask ? value : maskedTrait(name, value),
      source,
    })),
  }
}

const dated = (at: number): string => new Date(at).toISOString()
