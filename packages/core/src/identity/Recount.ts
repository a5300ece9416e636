import type { Key } from "../identifier/Identifier.ts"
import { ban, bannedFrom, type Graph, graphOf, type PersonState, remove, type Shared } from "./Graph.ts"
import type { LinkingPolicy } from "./Policy.ts"
import type { ComponentRecord, IdentifierRecord, KnownInteraction } from "./Records.ts"
import { type Resolved, take } from "./Resolve.ts"
import type { Setting } from "./Setting.ts"
import { before } from "./Settle.ts"

export interface Withdrawal {
  /** Components whose evidence is counted anew. */
  readonly components: ReadonlyArray<ComponentRecord>
  /** Every interaction that still asserts an identifier of theirs, as it now stands. */
  readonly interactions: ReadonlyArray<KnownInteraction>
  /** Identifiers that stay shared, and those that were banned before they were first seen. */
  readonly records: ReadonlyMap<Key, IdentifierRecord>
  /** Identifiers that were shared and are counted anew, from all the interactions that assert them; each with its bans. */
  readonly countedAnew: ReadonlyMap<Key, ReadonlyArray<Key>>
  /** Components that counted-anew identifiers reach into: taken as they are. */
  readonly reached: ReadonlyArray<ComponentRecord>
  /** Persons that are no more. */
  readonly forgotten: ReadonlySet<string>
  /** Identifiers that are no more. */
  readonly erased: ReadonlySet<Key>
  /** The policy by which persons were last shown, where it was another one. */
  readonly shownBy?: LinkingPolicy
}

/**
 * What the graph is without some evidence that it held. A `first` is a minimum and cannot be subtracted, so everything the
 * withdrawn evidence touched is counted again from the interactions that remain; ids stay with their founders.
 */
export const recount = (withdrawal: Withdrawal, setting: Setting): Resolved => {
  const all = [...withdrawal.components, ...withdrawal.reached]
  const was = {
    ...before(graphOf(all, new Map()), all, {
      ...(withdrawal.shownBy ?? setting.policy),
      version: setting.policy.version,
    }),
    countedAnew: new Set(withdrawal.components.map(({ id }) => id)),
  }
  const graph = graphOf(withdrawal.reached, withdrawal.records)
  for (const [key, shared] of graph.shared) graph.shared.set(key, withoutAnchors(shared, withdrawal.erased))
  for (const component of withdrawal.components) {
    graph.persons.push(...stillThere(component, withdrawal.forgotten))
    for (const { a, b } of component.bans) ban(graph, a, b)
    // What tier 2 gave to somebody is no evidence: nothing that is counted again brings it back.
    graph.open.push(...component.open.filter(({ assignedTo = "" }) => isGivenStill(assignedTo, withdrawal)))
  }
  for (const [key, others] of withdrawal.countedAnew) {
    remove(graph, key)
    for (const other of others) ban(graph, key, other)
  }
  for (const [pair, { a, b }] of graph.bans)
    if (withdrawal.erased.has(a) || withdrawal.erased.has(b)) graph.bans.delete(pair)
  const resolved = take(graph, was, withdrawal.interactions, setting)
  const gone = [...withdrawal.countedAnew.keys()].filter((key) => !graph.members.has(key) && !graph.shared.has(key))
  const vanished = [...resolved.vanished, ...gone]
  return { ...resolved, vanished, waiting: bansOf(graph, vanished) }
}

const isGivenStill = (assignedTo: string, { forgotten }: Withdrawal) => assignedTo !== "" && !forgotten.has(assignedTo)

/** Nobody is held for somebody who is forgotten. */
const stillThere = ({ persons }: ComponentRecord, forgotten: ReadonlySet<string>): ReadonlyArray<PersonState> =>
  persons
    .filter(({ id }) => !forgotten.has(id))
    .map(({ given, ...person }) => (given === undefined || forgotten.has(given.to) ? person : { ...person, given }))

/** A ban outlives the evidence: it waits for the identifier to be seen again. */
const bansOf = (graph: Graph, keys: ReadonlyArray<Key>): ReadonlyMap<Key, ReadonlyArray<Key>> =>
  new Map(keys.map((key) => [key, bannedFrom(graph, key)] as const).filter(([, others]) => others.length > 0))

const withoutAnchors = (shared: Shared, erased: ReadonlySet<Key>): Shared => {
  const anchors = new Map(
    [...shared.anchors].map(([kind, keys]) => [kind, new Set([...keys].filter((k) => !erased.has(k)))]),
  )
  const bans = shared.bans.filter((key) => !erased.has(key))
  const size = (state: Shared["anchors"]) => [...state.values()].reduce((sum, keys) => sum + keys.size, 0)
  const changed = size(anchors) < size(shared.anchors) || bans.length < shared.bans.length
  return changed ? { ...shared, anchors, bans, changed } : shared
}
