import type { Key } from "../identifier/Identifier.ts"
import { kindOf } from "../identifier/Identifier.ts"
import { type LinkingPolicy, ruleOf } from "./Policy.ts"
import type { ComponentRecord, IdentifierRecord, KnownInteraction, Participant } from "./Records.ts"
import { type SightingView, sightingsOf } from "./Sightings.ts"

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
  return {
    ...component,
    identifiers,
    aside,
    edges,
    bans: component.bans.filter(stays),
    refused: component.refused.filter(stays),
    open: component.open
      .map((open) => ({ ...open, keys: open.keys.filter((key) => !keys.has(key)) }))
      .filter((open) => open.keys.length > 0),
    persons: component.persons
      .filter(({ id }) => !customerIds.has(id))
      .map((person) => ({ ...person, members: person.members.filter((key) => !keys.has(key)) })),
  }
}

/**
 * An interaction without a forgotten person: `undefined` if nobody else took part in it. A sighting is the person's if its
 * strongest unshared identifier is; of everybody else's sightings the person's identifiers and links are taken out.
 */
export const stripInteraction = (
  interaction: KnownInteraction,
  keys: ReadonlySet<Key>,
  records: ReadonlyMap<Key, IdentifierRecord>,
  policy: LinkingPolicy,
  interactionKey: (interactionId: string) => Key,
): KnownInteraction | undefined => {
  const views = sightingsOf(interaction, interactionKey)
  const theirs = views.filter((view) => keys.has(strongest(view, records, policy) as Key))
  if (theirs.length === views.length) return undefined
  const gone = new Set(theirs.map(({ participantId }) => participantId))
  const participants = Object.entries(interaction.participants).map(([id, participant]): [string, Participant] => [
    id,
    gone.has(id)
      ? { role: "unknown", first: participant.first, identifiers: [], traits: {}, links: [] }
      : {
          ...participant,
          identifiers: participant.identifiers.filter(({ key }) => !keys.has(key)),
          links: participant.links.filter((id) => !keys.has(interactionKey(id))),
        },
  ])
  return { ...interaction, participants: Object.fromEntries(participants) }
}

const strongest = (
  view: SightingView,
  records: ReadonlyMap<Key, IdentifierRecord>,
  policy: LinkingPolicy,
): Key | undefined => {
  const rank = (key: Key) => ruleOf(policy, kindOf(key)).rank
  return [...view.identifiers.keys()]
    .filter((key) => records.get(key)?.state !== "shared")
    .sort((x, y) => rank(y) - rank(x) || (x < y ? -1 : 1))[0]
}
