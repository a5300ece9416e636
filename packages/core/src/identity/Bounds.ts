import { type Key, kindOf } from "../identifier/Identifier.ts"
import { connectedGroups, type Graph, type PersonState, remove } from "./Graph.ts"
import { type LinkingPolicy, ruleOf } from "./Policy.ts"
import type { AssertedValue, SightingView } from "./Sightings.ts"

/**
 * What a component holds at most, so that its document stays far below a megabyte and a decision below a few milliseconds.
 * A family whose shared evidence has grown to this is past telling apart.
 */
export const mostIdentifiers = 200
export const mostEdges = 1_000
/** Old links leave until a tenth is free again, so that a full component is not swept with every event. */
const roomToMake = 0.9
/** Traits kept at identifiers, all told; a person shows a handful of them. */
const mostTraits = 200
/** Former ids beyond one for each founder: these only answer, and answer from their own documents too. */
const mostSpareFormer = 200

/**
 * The sighting without the identifiers for which there is no room, strongest kept first: an identifier takes its whole
 * component along, so one that would join two large components stays out as well. Only here does it matter who came first.
 */
export const fitted = (graph: Graph, view: SightingView, policy: LinkingPolicy): SightingView => {
  if (isRoomy(graph, view, 1)) return view
  const inUse = new Set([...view.identifiers.keys(), ...graph.open.flatMap(({ keys }) => keys)])
  const links = oldLinks(graph, inUse, policy)
  while (links.length > 0 && !isRoomy(graph, view, roomToMake)) remove(graph, links.shift() as Key)
  if (isRoomy(graph, view, 1)) return view
  const identifiers = new Map<Key, AssertedValue>()
  const left: Array<Key> = []
  const fits = room(graph)
  for (const key of byStrength(graph, view.identifiers.keys(), policy))
    if (fits(key)) identifiers.set(key, view.identifiers.get(key) as AssertedValue)
    else left.push(key)
  return left.length === 0 ? view : { ...view, identifiers, left }
}

/** Whether everything fits even if it all were one component. Counted generously: pairs that are there count again. */
const isRoomy = (graph: Graph, { identifiers }: SightingView, share: number): boolean => {
  let ends = 0
  for (const neighbours of graph.edges.values()) ends += neighbours.size
  const pairs = (identifiers.size * (identifiers.size - 1)) / 2
  return graph.members.size + identifiers.size <= mostIdentifiers * share && ends / 2 + pairs <= mostEdges * share
}

/** Unshared ones first, so that the one the sighting belongs to always fits. */
const byStrength = (graph: Graph, keys: Iterable<Key>, policy: LinkingPolicy): ReadonlyArray<Key> => {
  const strength = (key: Key) => (graph.shared.has(key) ? 0 : ruleOf(policy, kindOf(key)).rank)
  return [...keys].sort((x, y) => strength(y) - strength(x) || (x < y ? -1 : 1))
}

/** Takes identifiers in one after the other, each with its component, and says of each whether it fits. */
const room = (graph: Graph): ((key: Key) => boolean) => {
  const groupOf = new Map<Key, ReadonlyArray<Key>>()
  for (const group of connectedGroups(graph)) for (const key of group) groupOf.set(key, group)
  const taken: Array<Key> = []
  const inside = new Set<ReadonlyArray<Key>>()
  let identifiers = 0
  let edges = 0
  return (key) => {
    const group = groupOf.get(key)
    const isInside = group !== undefined && inside.has(group)
    const isShared = graph.shared.has(key)
    const pairs = taken.filter(
      (other) => !(isShared && graph.shared.has(other)) && graph.edges.get(key)?.has(other) !== true,
    ).length
    const moreIdentifiers = isShared || isInside ? 0 : (group?.length ?? 1)
    const moreEdges = pairs + (group === undefined || isInside ? 0 : edgesOf(graph, group))
    if (identifiers + moreIdentifiers > mostIdentifiers || edges + moreEdges > mostEdges) return false
    identifiers += moreIdentifiers
    edges += moreEdges
    taken.push(key)
    if (group !== undefined) inside.add(group)
    return true
  }
}

const edgesOf = (graph: Graph, group: ReadonlyArray<Key>): number => {
  let ends = 0
  for (const key of group)
    for (const other of graph.edges.get(key)?.keys() ?? []) ends += graph.members.has(other) ? 1 : 2
  return ends / 2
}

/**
 * Links that may leave, oldest first: of interactions that are over, which are nobody's founder, hold no trait, and whose
 * neighbours are all neighbours of one stronger identifier. Such a link never joined anybody who is not joined without it,
 * since the pairs with that identifier are joined first.
 */
const oldLinks = (graph: Graph, inUse: ReadonlySet<Key>, policy: LinkingPolicy): Array<Key> => {
  const open = new Set(graph.open.map(({ interactionId }) => interactionId))
  const founders = new Set(graph.persons.flatMap(({ founder, former }) => [founder, ...former.map((f) => f.founder)]))
  const banned = new Set([...graph.bans.values()].flatMap(({ a, b }) => [a, b]))
  const stays = (key: Key) => inUse.has(key) || founders.has(key) || banned.has(key)
  return [...graph.members]
    .filter(([key, { kind, value, traits, last }]) => {
      if (kind !== "interaction" || stays(key) || open.has(value)) return false
      return last === undefined && Object.keys(traits).length === 0 && isSpare(graph, key, policy)
    })
    .sort(([, x], [, y]) => x.first - y.first)
    .map(([key]) => key)
}

const isSpare = (graph: Graph, link: Key, policy: LinkingPolicy): boolean => {
  const { rank } = ruleOf(policy, "interaction")
  const neighbours = [...(graph.edges.get(link)?.keys() ?? [])].filter((key) => graph.members.has(key))
  return neighbours.some(
    (hub) =>
      ruleOf(policy, kindOf(hub)).rank > rank &&
      neighbours.every((other) => other === hub || graph.edges.get(hub)?.has(other) === true),
  )
}

/** Beyond the bound the oldest assertions of traits go; says whose. */
export const forgetOldTraits = (graph: Graph): ReadonlyArray<Key> => {
  let count = 0
  for (const { traits } of graph.members.values()) count += Object.keys(traits).length
  if (count <= mostTraits) return []
  const times = [...graph.members.values()].flatMap(({ traits }) => Object.values(traits).map(({ at }) => at))
  const oldest = times.sort((x, y) => y - x)[mostTraits - 1] as number
  return [...graph.members].flatMap(([key, member]) => {
    const kept = Object.entries(member.traits).filter(([, { at }]) => at > oldest)
    if (kept.length === Object.keys(member.traits).length) return []
    graph.members.set(key, { ...member, traits: Object.fromEntries(kept) })
    return [key]
  })
}

/** Of the ids that follow one founder the first could be a person's own again; the others go beyond the bound. */
export const withoutSpareFormer = (persons: ReadonlyArray<PersonState>): ReadonlyArray<PersonState> => {
  let spare = 0
  return persons.map((person) => {
    const founders = new Set([person.founder])
    const former = person.former.filter(({ founder }) => {
      const isFirst = !founders.has(founder)
      founders.add(founder)
      if (!isFirst) spare += 1
      return isFirst || spare <= mostSpareFormer
    })
    return former.length === person.former.length ? person : { ...person, former }
  })
}
