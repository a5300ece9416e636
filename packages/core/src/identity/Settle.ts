import type { Key } from "../identifier/Identifier.ts"
import { withoutSpareFormer } from "./Bounds.ts"
import { shareOpen, withGiven } from "./Given.ts"
import { connectedGroups, type Graph, linkingEdges, type Member, type OpenState, type PersonState } from "./Graph.ts"
import { mayBeOne, type Partition, partition } from "./Partition.ts"
import { assignIds, type Orphaned } from "./Persons.ts"
import type { LinkingPolicy } from "./Policy.ts"
import { homeOf, looksTheSame, profileOf } from "./Profile.ts"
import type { ComponentRecord, CurrentPerson, Refusal } from "./Records.ts"

/** What the components said before the change. */
export interface Before {
  readonly components: ReadonlyArray<ComponentRecord>
  /** By id. */
  readonly profiles: ReadonlyMap<string, CurrentPerson>
  readonly componentOf: ReadonlyMap<Key, string>
  /** Those of them that are counted anew from all their interactions. */
  readonly countedAnew?: ReadonlySet<string>
}

/** The components after the change, and what follows for everything derived from them. */
export interface Settled {
  readonly components: ReadonlyArray<ComponentRecord>
  /** Components that were absorbed or came to nothing. */
  readonly gone: ReadonlyArray<string>
  /** Identifiers whose component is another now. */
  readonly moved: ReadonlyMap<Key, string>
  /** Identifiers that nothing asserts any more. */
  readonly vanished: ReadonlyArray<Key>
  readonly profiles: ReadonlyArray<CurrentPerson>
  /** Those of `profiles` that have a new version. */
  readonly changed: ReadonlyArray<CurrentPerson>
  readonly aliases: ReadonlyArray<{ readonly id: string; readonly of: string }>
  readonly orphaned: ReadonlyArray<Orphaned>
}

/** Who looks at a set of components before it is changed. */
export const before = (graph: Graph, components: ReadonlyArray<ComponentRecord>, policy: LinkingPolicy): Before => {
  const componentOf = new Map<Key, string>()
  for (const component of components)
    for (const key of Object.keys(component.identifiers)) componentOf.set(key as Key, component.id)
  return { components, profiles: profilesOf(graph, policy), componentOf }
}

/** Everybody's read model as the graph stands. */
export const profilesOf = (graph: Graph, policy: LinkingPolicy): Before["profiles"] => {
  const open = openByPerson(graph, graph.persons, policy)
  return new Map(
    graph.persons.map((person) => [person.id, profileOf(graph, person, "", open.get(person.id) ?? [], policy)]),
  )
}

/** Ids and components that a change makes are named after it. */
export interface Naming {
  readonly person: (founder: Key) => string
  readonly component: (least: Key) => string
}

export const settle = (graph: Graph, was: Before, policy: LinkingPolicy, naming: Naming): Settled => {
  const connected = connectedGroups(graph)
  const { clusters, refused } = divide(graph, connected, policy)
  const assigned = assignIds(graph, clusters, naming.person)
  const groups = nameGroups(connected, was, naming)
  const groupOf = new Map<Key, string>()
  for (const [id, keys] of groups) for (const key of keys) groupOf.set(key, id)

  const standing = withGiven(graph, withoutSpareFormer(assigned.persons), policy)
  shareOpen(graph, standing, policy)
  const open = openByPerson(graph, standing, policy)
  const profiles: Array<CurrentPerson> = []
  const changed: Array<CurrentPerson> = []
  const persons = standing.map((person): PersonState => {
    const component = groupOf.get(person.founder) as string
    const { profile, isNew } = present(graph, person, component, open, was.profiles, policy)
    profiles.push(profile)
    if (isNew) changed.push(profile)
    return { ...person, version: profile.version }
  })

  const components = [...groups].map(([id, keys]) => ({
    ...recordOf(graph, id, keys, persons, refused, open),
    policyVersion: policy.version,
    ...countedUnder(keys, was, policy.version),
  }))
  const alive = new Set(components.map((c) => c.id))
  return {
    components,
    gone: was.components.map((c) => c.id).filter((id) => !alive.has(id)),
    moved: new Map([...groupOf].filter(([key, id]) => was.componentOf.get(key) !== id)),
    vanished: [...was.componentOf.keys()].filter((key) => !graph.members.has(key) && !graph.shared.has(key)),
    profiles,
    changed,
    aliases: newAliases(graph, assigned.persons),
    orphaned: assigned.orphaned,
  }
}

/** The oldest policy that any part of a group still rests on: what it was seen with is looked at one by one, not anew. */
const countedUnder = (
  group: ReadonlyArray<Key>,
  was: Before,
  present: number,
): Pick<ComponentRecord, "countedUnder"> => {
  let least = present
  for (const { id, countedUnder = 0 } of was.components)
    if (
      countedUnder < least &&
      was.countedAnew?.has(id) !== true &&
      group.some((key) => was.componentOf.get(key) === id)
    )
      least = countedUnder
  return least > 0 ? { countedUnder: least } : {}
}

/** The partition, group by group: it never looks across them. Most groups break no rule and are one person as they are. */
const divide = (graph: Graph, groups: ReadonlyArray<ReadonlyArray<Key>>, policy: LinkingPolicy): Partition => {
  const [bans, merges] = [[...graph.bans.values()], [...graph.merges.values()]]
  const parts = groups.map((group) =>
    mayBeOne(group, bans, policy)
      ? { clusters: [group], refused: [] }
      : partition(group, linkingEdges(graph, group), bans, merges, policy),
  )
  return {
    clusters: parts.flatMap(({ clusters }) => clusters),
    refused: parts.flatMap(({ refused }) => refused),
  }
}

/** A person's read model now, with a new version if a consumer sees a difference. */
export const present = (
  graph: Graph,
  person: PersonState,
  component: string,
  open: ReadonlyMap<string, ReadonlyArray<OpenState>>,
  was: Before["profiles"],
  policy: LinkingPolicy,
): { readonly profile: CurrentPerson; readonly isNew: boolean } => {
  const profile = profileOf(graph, person, component, open.get(person.id) ?? [], policy)
  const known = was.get(person.id)
  const isNew = known === undefined || person.version !== known.version || !looksTheSame(known, profile)
  return { profile: isNew ? { ...profile, version: person.version + 1 } : profile, isNew }
}

/** A component keeps its id where most of its identifiers are, so that the fewest pointers move. */
const nameGroups = (
  groups: ReadonlyArray<ReadonlyArray<Key>>,
  was: Before,
  naming: Naming,
): ReadonlyMap<string, ReadonlyArray<Key>> => {
  const named = new Map<string, ReadonlyArray<Key>>()
  for (const group of [...groups].sort((x, y) => y.length - x.length)) {
    const counts = new Map<string, number>()
    for (const key of group) {
      const id = was.componentOf.get(key)
      if (id !== undefined && !named.has(id)) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    const [kept] = [...counts].sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1))
    named.set(kept?.[0] ?? naming.component([...group].sort()[0] as Key), group)
  }
  return named
}

/** Whose an open interaction is: its strongest identifier's person, or whoever has the id that tier 2 gave it to. */
export const openByPerson = (
  graph: Graph,
  persons: ReadonlyArray<PersonState>,
  policy: LinkingPolicy,
): ReadonlyMap<string, ReadonlyArray<OpenState>> => {
  const byPerson = new Map<string, Array<OpenState>>()
  // Few are open and few are persons: looking is cheaper than an index of all their names.
  const having = (id: string) => persons.find((one) => one.id === id || one.former.some((former) => former.id === id))
  const holding = (key: Key | undefined) => persons.find(({ members }) => key !== undefined && members.includes(key))
  for (const open of graph.open) {
    const { assignedTo, keys } = open
    const person = (assignedTo === undefined ? holding(homeOf(graph, keys, policy)) : having(assignedTo))?.id
    if (person === undefined) continue
    const known = byPerson.get(person)
    if (known === undefined) byPerson.set(person, [open])
    else known.push(open)
  }
  return byPerson
}

const recordOf = (
  graph: Graph,
  id: string,
  group: ReadonlyArray<Key>,
  persons: ReadonlyArray<PersonState>,
  refused: ReadonlyArray<Refusal>,
  open: ReadonlyMap<string, ReadonlyArray<OpenState>>,
): ComponentRecord => {
  const index = new Map(group.map((key, i) => [key, i]))
  const aside: Array<Key> = []
  const edges: Array<number> = []
  for (const a of group)
    for (const [b, first] of graph.edges.get(a) ?? []) {
      const [i, j = index.size] = [index.get(a) as number, index.get(b)]
      if (j === index.size) {
        index.set(b, j)
        aside.push(b)
      }
      // Between two of the group once, to one aside always.
      if (i < j) edges.push(i, j, first)
    }
  const inGroup = new Set(group)
  const merges = [...graph.merges.values()].filter(({ from, into }) => inGroup.has(from) && inGroup.has(into))
  const own = persons.filter(({ founder }) => inGroup.has(founder))
  return {
    schema: 1,
    id,
    identifiers: Object.fromEntries(group.map((key) => [key, recordOfMember(graph, key)])),
    aside,
    edges,
    bans: [...graph.bans.values()].filter(({ a, b }) => inGroup.has(a) || inGroup.has(b)),
    ...(merges.length > 0 && { merges }),
    refused: refused.filter(({ a }) => inGroup.has(a)),
    open: own.flatMap(({ id }) => (open.get(id) ?? []).map(recordOfOpen)),
    persons: own.map(({ lone: _, ...person }) => ({ ...person })),
  }
}

export const recordOfMember = (graph: Graph, key: Key): ComponentRecord["identifiers"][string] => {
  const { value, first, only, traits, last } = graph.members.get(key) as Member
  const record: ComponentRecord["identifiers"][string] = { value, first }
  if (only !== undefined) record.only = only
  if (Object.keys(traits).length > 0) record.traits = traits
  if (last !== undefined) record.last = last
  return record
}

export const recordOfOpen = (open: OpenState): ComponentRecord["open"][number] => ({ ...open, keys: [...open.keys] })

/** Ids that were a person's own and are somebody's former ids now. */
const newAliases = (graph: Graph, persons: ReadonlyArray<PersonState>): Settled["aliases"] => {
  const formerly = new Map<string, string>()
  for (const person of graph.persons) for (const { id } of person.former) formerly.set(id, person.id)
  return persons.flatMap((person) =>
    person.former.filter(({ id }) => formerly.get(id) !== person.id).map(({ id }) => ({ id, of: person.id })),
  )
}
