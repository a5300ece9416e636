import { type Key, kindOf } from "../identifier/Identifier.ts"
import type { Graph, OpenState, PersonState } from "./Graph.ts"
import { type Ban, mayBeOne } from "./Partition.ts"
import type { LinkingPolicy } from "./Policy.ts"
import { homeOf } from "./Profile.ts"
import type { Given } from "./Records.ts"

/**
 * Whom tier 2 holds for whom. A person that only one sighting ever told of may be held for somebody else: the partition
 * stays what it is, both keep their ids and their evidence, and only what is asked of the first is answered by the other.
 */

/** What is said now counts, else what was said before, unless a rule forbids meanwhile that the two be one. */
export const withGiven = (
  graph: Graph,
  persons: ReadonlyArray<PersonState>,
  policy: LinkingPolicy,
): ReadonlyArray<PersonState> => {
  if (graph.given.size === 0 && persons.every(({ given }) => given === undefined)) return persons
  return persons.map(({ given: before, ...person }): PersonState => {
    const decided = person.members.find((key) => graph.given.has(key))
    const given = decided === undefined ? before : graph.given.get(decided)
    return given === undefined || !isPossible(graph, person, given, persons, policy) ? person : { ...person, given }
  })
}

/** As far as the other stands among those that the change touches. */
const isPossible = (
  graph: Graph,
  { id, members }: PersonState,
  { to }: Given,
  persons: ReadonlyArray<PersonState>,
  policy: LinkingPolicy,
): boolean => {
  const other = persons.find((one) => one.id === to || one.former.some((former) => former.id === to))
  if (other === undefined) return true
  return other.id !== id && mayBeHeldForOne([...members, ...other.members], graph.bans.values(), policy)
}

/** Whether a rule forbids that all these be one person's. Two told numbers may be one, misheard. */
export const mayBeHeldForOne = (keys: ReadonlyArray<Key>, bans: Iterable<Ban>, policy: LinkingPolicy): boolean =>
  mayBeOne(
    keys.filter((key) => !policy.tier2.toldNumbers.includes(kindOf(key))),
    bans,
    policy,
  )

/**
 * The open interactions of a person held for somebody else are told of that one's changes: they stand with both, so that
 * they are the first one's again once that is over.
 */
export const shareOpen = (graph: Graph, persons: ReadonlyArray<PersonState>, policy: LinkingPolicy): void => {
  if (
    persons.every(({ given }) => given === undefined) &&
    graph.open.every(({ assignedTo }) => assignedTo === undefined)
  )
    return
  const own = graph.open.filter(({ assignedTo }) => assignedTo === undefined)
  const ids = new Set(own.map(({ sightingId }) => sightingId))
  const givenAt = new Map<Key, Given>()
  for (const { given, members } of persons) if (given !== undefined) for (const key of members) givenAt.set(key, given)
  const shared = own.flatMap((open): ReadonlyArray<OpenState> => {
    const home = homeOf(graph, open.keys, policy)
    const given = home === undefined ? undefined : givenAt.get(home)
    if (given === undefined) return []
    return [{ ...open, keys: [], resolutionTier: 2, confidence: given.probability, assignedTo: given.to }]
  })
  graph.open = [...graph.open.filter((open) => open.assignedTo === undefined || !ids.has(open.sightingId)), ...shared]
}
