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
  readonly former?: true | undefined
}

/** The participant of dialects that know only one, the customer. */
const soleParticipant = "-"
/** More of one interaction are told apart by documents of their own. */
export const eventsKept = 64
/** Of all its participants together: nobody speaks of more in one interaction. */
const identifiersKept = 64
const linksKept = 32
const traitsKept = 64
const participantsKept = 32

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
    participants: foldParticipants(known?.participants ?? {}, participantId, event, identifiers),
    sightings: known?.sightings ?? [],
    ...(known?.assigned !== undefined && { assigned: known.assigned }),
    events: [...(known?.events ?? []), event.eventKey].slice(-eventsKept),
  }
}

const foldParticipants = (
  known: KnownInteraction["participants"],
  id: string,
  event: InteractionObserved,
  identifiers: ReadonlyArray<KeyedIdentifier>,
): KnownInteraction["participants"] => {
  const others = Object.entries(known).flatMap(([other, participant]) => (other === id ? [] : [participant]))
  if (others.length >= participantsKept) return known
  const taken = (count: (participant: Participant) => number) => others.reduce((sum, one) => sum + count(one), 0)
  const room = {
    identifiers: identifiersKept - taken((one) => one.identifiers.length),
    links: linksKept - taken((one) => one.links.length),
    traits: traitsKept - taken((one) => Object.keys(one.traits).length),
  }
  return { ...known, [id]: foldParticipant(known[id], event, identifiers, room) }
}

const foldParticipant = (
  known: Participant | undefined,
  event: InteractionObserved,
  identifiers: ReadonlyArray<KeyedIdentifier>,
  room: { readonly identifiers: number; readonly links: number; readonly traits: number },
): Participant => {
  const endedAt = event.kind === "ended" ? Math.max(known?.endedAt ?? 0, event.at) : known?.endedAt
  const traits: Traits = Object.fromEntries(
    event.traits.map(({ name, value, source }) => [
      name,
      { value, at: event.at, eventKey: event.eventKey, source, interactionId: event.interactionId },
    ]),
  )
  // Of several the same one, in whatever order they come.
  const [session] = [known?.session, event.session]
    .filter((one) => one !== undefined)
    .sort((x, y) => (x.id < y.id ? -1 : 1))
  return {
    role: known?.role === "customer" ? "customer" : event.role,
    first: Math.min(known?.first ?? event.at, event.at),
    ...(endedAt !== undefined && { endedAt }),
    identifiers: unionOf(known?.identifiers ?? [], identifiers).slice(0, room.identifiers),
    traits: Object.fromEntries(Object.entries(mergeTraits(known?.traits ?? {}, traits)).slice(0, room.traits)),
    signals: [...unionOfSignals([...(known?.signals ?? []), ...event.signals], "sighting")],
    links: [...new Set([...(known?.links ?? []), ...event.links])].slice(0, room.links),
    ...(session !== undefined && { session }),
  }
}

/** Once a former id, always one. */
const unionOf = (
  known: Participant["identifiers"],
  asserted: ReadonlyArray<KeyedIdentifier>,
): Participant["identifiers"] => {
  const all = new Map(known.map((one) => [one.key, one]))
  for (const { key, kind, value, source, former } of asserted) {
    const before = all.get(key) ?? { key, kind, value, source }
    all.set(key, former === true && before.former !== true ? { ...before, former } : before)
  }
  return [...all.values()]
}
