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
      .filter((open) => open.keys.length > 0),
    persons: component.persons
      .filter(({ id }) => !customerIds.has(id))
      .map((person) => ({ ...person, members: person.members.filter((key) => !keys.has(key)) })),
  }
}

/** Who is forgotten, as far as identifiers say. */
export interface Forgotten {
  /** All of the person's identifiers: a sighting is the person's if its strongest unshared identifier is one of these. */
  readonly members: ReadonlySet<Key>
  /** Those that are the person's alone: they are taken out of everybody else's sightings too. */
  readonly erased: ReadonlySet<Key>
  /** The person's ids: what tier 2 gave to one of them is the person's too. */
  readonly customerIds: ReadonlySet<string>
}

/** An interaction without a forgotten person: `undefined` if nobody else took part in it. */
export const stripInteraction = (
  interaction: KnownInteraction,
  { members, erased, customerIds }: Forgotten,
  records: ReadonlyMap<Key, IdentifierRecord>,
  policy: LinkingPolicy,
  interactionKey: (interactionId: string) => Key,
): KnownInteraction | undefined => {
  const views = sightingsOf(interaction, interactionKey)
  const given = new Set(interaction.sightings.filter((s) => customerIds.has(s.assignedTo ?? "")).map(({ id }) => id))
  const theirs = views.filter((view) => given.has(view.id) || members.has(strongest(view, records, policy) as Key))
  if (theirs.length === views.length) return undefined
  const gone = new Set(theirs.map(({ participantId }) => participantId))
  const participants = Object.entries(interaction.participants).map(([id, participant]): [string, Participant] => [
    id,
    gone.has(id)
      ? {
          role: participant.role,
          first: participant.first,
          identifiers: [],
          traits: {},
          signals: [],
          links: [],
          forgotten: true,
        }
      : {
          ...participant,
          identifiers: participant.identifiers.filter(({ key }) => !erased.has(key)),
          links: participant.links.filter((parent) => !erased.has(interactionKey(parent))),
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
