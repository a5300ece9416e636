import type { Key } from "../identifier/Identifier.ts"
import { type AssertedSignal, unionOfSignals } from "../identifier/Signal.ts"
import { mergeTraits } from "./Profile.ts"
import type { KnownInteraction, Participant, Traits } from "./Records.ts"

export interface AssertedValue {
  readonly value: string
  readonly source: string
  readonly former?: true | undefined
}

/** A customer's part of an interaction: all that it says, as known so far. */
export interface SightingView {
  readonly id: string
  readonly participantId: string | undefined
  /** Key to normalised value and where it stood; links and the interaction's own identifier included. */
  readonly identifiers: ReadonlyMap<Key, AssertedValue>
  readonly traits: Traits
  readonly signals: ReadonlyArray<AssertedSignal>
  readonly first: number
  readonly ended: boolean
  /** Asserted as well, but its component has no room for them. */
  readonly left: ReadonlyArray<Key>
}

/**
 * The sightings of an interaction, a function of what was folded into it. What other participants (an agent, a flow)
 * assert belongs to the only customer; of several customers each has his own, the others' assertions identify nobody,
 * and links that name the interaction are nobody's.
 */
export const sightingsOf = (
  interaction: KnownInteraction,
  interactionKey: (interactionId: string) => Key,
): ReadonlyArray<SightingView> => {
  const participants = Object.entries(interaction.participants).filter(([, p]) => p.forgotten !== true)
  const customers = earliest(participants.filter(([, p]) => p.role === "customer"))
  if (customers.length > 1)
    return customers.map(([id, p]) => view(`${interaction.interactionId}#${id}`, id, [p], interactionKey, undefined))
  const participantId = customers[0]?.[0]
  const named = interaction.named ? interaction.interactionId : undefined
  const all = participants.map(([, p]) => p)
  return [view(interaction.interactionId, participantId, all, interactionKey, named, customers[0]?.[1])]
}

/** Interactions that its sightings name as their parents: of several customers only what they said themselves counts. */
export const parentsOf = (interaction: KnownInteraction): ReadonlySet<string> => {
  const present = Object.values(interaction.participants).filter((p) => p.forgotten !== true)
  const customers = present.filter((p) => p.role === "customer")
  return new Set((customers.length > 1 ? customers : present).flatMap(({ links }) => links))
}

/** Of a conference of more customers than this, those who came first. */
const mostCustomers = 16

const earliest = (customers: ReadonlyArray<[string, Participant]>): ReadonlyArray<[string, Participant]> =>
  customers.length <= mostCustomers
    ? customers
    : customers.toSorted(([x, p], [y, q]) => p.first - q.first || (x < y ? -1 : 1)).slice(0, mostCustomers)

/** An interaction, and its sightings as they now stand. */
export interface Seen {
  readonly interaction: KnownInteraction
  readonly views: ReadonlyArray<SightingView>
}

export const seenIn = (
  interactions: ReadonlyArray<KnownInteraction>,
  interactionKey: (interactionId: string) => Key,
): ReadonlyArray<Seen> =>
  interactions.map((interaction) => ({ interaction, views: sightingsOf(interaction, interactionKey) }))

const view = (
  id: string,
  participantId: string | undefined,
  parts: ReadonlyArray<Participant>,
  interactionKey: (interactionId: string) => Key,
  named: string | undefined,
  customer = parts[0],
): SightingView => {
  const identifiers = new Map<Key, AssertedValue>()
  for (const part of parts) {
    for (const { key, value, source, former = identifiers.get(key)?.former } of part.identifiers)
      identifiers.set(key, { value, source, ...(former && { former }) })
    for (const parent of part.links) identifiers.set(interactionKey(parent), { value: parent, source: "link" })
  }
  if (named !== undefined) identifiers.set(interactionKey(named), { value: named, source: "link" })
  return {
    id,
    participantId: participantId === "-" ? undefined : participantId,
    identifiers,
    traits: parts.reduce<Traits>((traits, part) => mergeTraits(traits, part.traits), {}),
    signals: unionOfSignals(
      parts.flatMap((part) => part.signals),
      "sighting",
    ),
    first: Math.min(...parts.map((part) => part.first)),
    ended: customer?.endedAt !== undefined,
    left: [],
  }
}

/**
 * Whether what the graph holds of this interaction says something that its sightings no longer do. Its own key it ceases to
 * assert only once the graph has let go of that.
 */
export const withdraws = ({ sightings }: KnownInteraction, views: ReadonlyArray<SightingView>, own: Key): boolean =>
  sightings.some((was) => {
    const now = views.find((v) => v.id === was.id)
    return now === undefined || was.keys.some((key) => key !== own && !now.identifiers.has(key))
  })

/** Everything that its participants said and that its sightings assert or asserted, whether it identifies anybody or not. */
export const saidIn = (
  interaction: KnownInteraction,
  interactionKey: (interactionId: string) => Key,
): ReadonlySet<Key> =>
  new Set([
    ...interaction.sightings.flatMap(({ keys }) => keys),
    ...sightingsOf(interaction, interactionKey).flatMap(({ identifiers }) => [...identifiers.keys()]),
    ...Object.values(interaction.participants).flatMap(({ identifiers, links }) => [
      ...identifiers.map(({ key }) => key),
      ...links.map(interactionKey),
    ]),
  ])
