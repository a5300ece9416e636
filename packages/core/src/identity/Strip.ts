import type { Key } from "../identifier/Identifier.ts"
import type { ComponentRecord, KnownInteraction, Participant, Sighting } from "./Records.ts"
import { sightingsOf } from "./Sightings.ts"

/** A component from which a person's identifiers are gone at once; what only they supported is counted anew later. */
export const stripComponent = (
  component: ComponentRecord,
  keys: ReadonlySet<Key>,
  customerIds: ReadonlySet<string>,
): ComponentRecord => {
  const before = [...(Object.keys(component.identifiers) as Array<Key>), ...component.aside]
  const identifiers = Object.fromEntries(Object.entries(component.identifiers).filter(([key]) => !keys.has(key as Key)))
  const aside = component.aside.filter((key) => !keys.has(key))
  const index = new Map([...(Object.keys(identifiers) as Array<Key>), ...aside].map((key, i) => [key, i]))
  const edges: Array<number> = []
  for (let i = 0; i < component.edges.length; i += 3) {
    const a = index.get(before[component.edges[i] as number] as Key)
    const b = index.get(before[component.edges[i + 1] as number] as Key)
    if (a !== undefined && b !== undefined) edges.push(a, b, component.edges[i + 2] as number)
  }
  const stays = ({ a, b }: { readonly a: Key; readonly b: Key }) => !keys.has(a) && !keys.has(b)
  const { policyVersion: _, merges = [], ...told } = component
  const left = merges.filter(({ from, into }) => !keys.has(from) && !keys.has(into))
  return {
    ...told,
    identifiers,
    aside,
    edges,
    bans: component.bans.filter(stays),
    ...(left.length > 0 && { merges: left }),
    refused: component.refused.filter(stays),
    open: component.open
      .map((open) => ({ ...open, keys: open.keys.filter((key) => !keys.has(key)) }))
      .filter(({ keys, assignedTo }) => keys.length > 0 || (assignedTo !== undefined && !customerIds.has(assignedTo))),
    persons: component.persons
      .filter(({ id }) => !customerIds.has(id))
      .map(({ given, ...person }) => ({
        ...person,
        members: person.members.filter((key) => !keys.has(key)),
        ...(given !== undefined && !customerIds.has(given.to) && { given }),
      })),
  }
}

/**
 * An interaction without a forgotten person's sightings, and without identifiers that are nobody else's; `undefined` if
 * nobody else took part in it.
 */
export const stripInteraction = (
  interaction: KnownInteraction,
  isTheirs: (sighting: Belonging) => boolean,
  erased: ReadonlySet<Key>,
  interactionKey: (interactionId: string) => Key,
): KnownInteraction | undefined => {
  const said = [...interaction.sightings, ...setAside(interaction)]
  const gone = new Set(said.filter(isTheirs).map(({ participantId }) => participantId))
  const views = sightingsOf(interaction, interactionKey)
  if (views.every(({ participantId }) => gone.has(participantId))) return undefined
  const participants = Object.entries(interaction.participants).map(([id, participant]): [string, Participant] => [
    id,
    gone.has(id) ? nothingOf(participant) : withoutWordsOf(participant, erased, interactionKey),
  ])
  return { ...interaction, participants: Object.fromEntries(participants) }
}

/** What tells whose a sighting is. */
export type Belonging = Pick<Sighting, "id" | "participantId" | "keys" | "assignedTo">

/** Customers whose sightings an event left out that came between the acceptance of their erasure and the forgetting. */
const setAside = ({ interactionId, sightings, participants }: KnownInteraction): ReadonlyArray<Belonging> =>
  Object.entries(participants).flatMap(([participantId, { role, identifiers }]) =>
    role !== "customer" || sightings.some((one) => one.participantId === participantId)
      ? []
      : [{ id: `${interactionId}#${participantId}`, participantId, keys: identifiers.map(({ key }) => key) }],
  )

const nothingOf = ({ role, first }: Participant): Participant => ({
  role,
  first,
  identifiers: [],
  traits: {},
  signals: [],
  links: [],
  forgotten: true,
})

/** What an agent or a flow said in one breath with a forgotten identifier is most probably about the same person. */
const withoutWordsOf = (
  participant: Participant,
  erased: ReadonlySet<Key>,
  interactionKey: (interactionId: string) => Key,
): Participant => {
  const identifiers = participant.identifiers.filter(({ key }) => !erased.has(key))
  const isAboutThem = participant.role === "unknown" && identifiers.length < participant.identifiers.length
  return {
    ...participant,
    identifiers,
    links: participant.links.filter((parent) => !erased.has(interactionKey(parent))),
    ...(isAboutThem && { traits: {}, signals: [] }),
  }
}

/**
 * Whether a sighting is somebody's of whom these identifiers are that are nobody else's. Had it asserted what is somebody
 * else's too, a join would have been refused and both be contested; so it does not matter what comes to be shared meanwhile.
 */
export const asserts =
  (keys: ReadonlySet<Key>) =>
  (sighting: Belonging): boolean =>
    sighting.keys.some((key) => keys.has(key))
