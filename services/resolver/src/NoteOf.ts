import type { Resolved } from "@kith/core/identity/Resolve"
import type { Decided } from "@kith/core/telemetry/Trail"
import type { Decision } from "./DecideEvent.ts"

/** What the trail keeps of a decision: ids, no values. */
export const noteOf = ({ event, disposition, interaction, resolved, before }: Decision, now: number): Decided => {
  const { acceptId: eventId, receivedAt, interactionId, participantId } = event
  const sightings = resolved?.interactions.find((one) => one.interactionId === interactionId)?.sightings ?? []
  const own = sightings.find((sighting) => sighting.participantId === participantId) ?? sightings[0]
  return {
    note: "decided",
    eventId,
    receivedAt,
    disposition,
    interaction,
    ...(own !== undefined && {
      customerId: own.outcome.customerId,
      resolutionTier: own.outcome.resolutionTier,
      confidence: own.outcome.confidence,
    }),
    ...(resolved !== undefined && madeBy(resolved, before)),
    millis: Math.max(0, now - receivedAt),
  }
}

/** Whom it made: of two persons one, of one two, or somebody new. */
const madeBy = (resolved: Resolved, before: Decision["before"]): Pick<Decided, "made" | "mergedId"> => {
  const [alias] = resolved.aliases
  if (alias !== undefined) return { made: "merge", mergedId: alias.id }
  const known = new Set(before.flatMap(({ persons }) => persons.map(({ id }) => id)))
  const fresh = resolved.changed.filter(({ customerId, version }) => version === 1 && !known.has(customerId))
  if (fresh.length === 0) return {}
  const identifiers = new Set(before.flatMap((component) => Object.keys(component.identifiers)))
  const isSplit = fresh.some((person) => person.identifiers.some(({ key }) => identifiers.has(key)))
  return { made: isSplit ? "split" : "person" }
}
