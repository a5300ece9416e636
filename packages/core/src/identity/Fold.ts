import type { IdentifierKind, Key } from "../identifier/Identifier.ts"
import { unionOfSignals } from "../identifier/Signal.ts"
import type { InteractionObserved } from "../message/InteractionObserved.ts"
import { mergeTraits } from "./Profile.ts"
import type { KnownInteraction, Participant, Traits } from "./Records.ts"

export interface KeyedIdentifier {
  readonly key: Key
  readonly kind: IdentifierKind
  readonly value: string
  readonly source: string
}

/** The participant of dialects that know only one, the customer. */
const soleParticipant = "-"
const eventsKept = 64
const identifiersKept = 64
const linksKept = 32

export const hasSeen = (interaction: KnownInteraction, eventKey: string): boolean =>
  interaction.events.includes(eventKey)

/** Takes one event in: unions, minima and maxima, so that the order of events does not matter. */
export const foldEvent = (
  known: KnownInteraction | undefined,
  event: InteractionObserved,
  identifiers: ReadonlyArray<KeyedIdentifier>,
): KnownInteraction => {
  const participantId = event.participantId ?? soleParticipant
  const channel = known?.channel ?? event.channel
  const direction = known?.direction ?? event.direction
  return {
    schema: 1,
    state: "known",
    interactionId: event.interactionId,
    ...(event.evidenceOnly && (known === undefined || known.evidenceOnly) && { evidenceOnly: true }),
    dialect: known?.dialect ?? event.dialect,
    ...(channel !== undefined && { channel }),
    ...(direction !== undefined && { direction }),
    first: Math.min(known?.first ?? event.at, event.at),
    last: Math.max(known?.last ?? event.at, event.at),
    named: known?.named ?? false,
    participants: {
      ...known?.participants,
      [participantId]: foldParticipant(known?.participants[participantId], event, identifiers),
    },
    sightings: known?.sightings ?? [],
    ...(known?.assigned !== undefined && { assigned: known.assigned }),
    events: [...(known?.events ?? []), event.eventKey].slice(-eventsKept),
  }
}

const foldParticipant = (
  known: Participant | undefined,
  event: InteractionObserved,
  identifiers: ReadonlyArray<KeyedIdentifier>,
): Participant => {
  const endedAt = event.kind === "ended" ? Math.max(known?.endedAt ?? 0, event.at) : known?.endedAt
  const traits: Traits = Object.fromEntries(
    event.traits.map(({ name, value, source }) => [
      name,
      { value, at: event.at, eventKey: event.eventKey, source, interactionId: event.interactionId },
    ]),
  )
  const seen = new Set(known?.identifiers.map((i) => i.key))
  return {
    role: known?.role === "customer" ? "customer" : event.role,
    first: Math.min(known?.first ?? event.at, event.at),
    ...(endedAt !== undefined && { endedAt }),
    identifiers: [
      ...(known?.identifiers ?? []),
      ...identifiers
        .filter(({ key }) => !seen.has(key))
        .map(({ key, kind, value, source }) => ({ key, kind, value, source })),
    ].slice(0, identifiersKept),
    traits: mergeTraits(known?.traits ?? {}, traits),
    signals: [...unionOfSignals([...(known?.signals ?? []), ...event.signals], "sighting")],
    links: [...new Set([...(known?.links ?? []), ...event.links])].slice(0, linksKept),
  }
}
