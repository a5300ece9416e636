import type { Key } from "../identifier/Identifier.ts"
import { graphOf, type Shared } from "./Graph.ts"
import type { ComponentRecord, IdentifierRecord, KnownInteraction } from "./Records.ts"
import { type Resolved, take } from "./Resolve.ts"
import type { Setting } from "./Setting.ts"
import { before } from "./Settle.ts"

export interface Withdrawal {
  /** Components whose evidence is counted anew. */
  readonly components: ReadonlyArray<ComponentRecord>
  /** Every interaction that still asserts an identifier of theirs, as it now stands. */
  readonly interactions: ReadonlyArray<KnownInteraction>
  /** Identifiers that stay shared. */
  readonly shared: ReadonlyMap<Key, IdentifierRecord>
  /** Identifiers that were shared and are counted anew, from all the interactions that assert them. */
  readonly countedAnew: ReadonlySet<Key>
  /** Components that counted-anew identifiers reach into: taken as they are. */
  readonly reached: ReadonlyArray<ComponentRecord>
  /** Persons that are no more. */
  readonly forgotten: ReadonlySet<string>
  /** Identifiers that are no more. */
  readonly erased: ReadonlySet<Key>
}

/**
 * What the graph is without some evidence that it held. A `first` is a minimum and cannot be subtracted, so everything the
 * withdrawn evidence touched is counted again from the interactions that remain; ids stay with their founders.
 */
export const recount = (withdrawal: Withdrawal, setting: Setting): Resolved => {
  const all = [...withdrawal.components, ...withdrawal.reached]
  const was = before(graphOf(all, new Map()), all, setting.policy)
  const graph = graphOf(withdrawal.reached, withdrawal.shared)
  for (const [key, shared] of graph.shared) graph.shared.set(key, withoutAnchors(shared, withdrawal.erased))
  const keep = ({ a, b }: { a: Key; b: Key }) => !withdrawal.erased.has(a) && !withdrawal.erased.has(b)
  for (const component of withdrawal.components) {
    graph.persons.push(...component.persons.filter(({ id }) => !withdrawal.forgotten.has(id)))
    for (const ban of component.bans) if (keep(ban)) graph.bans.set(`${ban.a}|${ban.b}`, ban)
  }
  const resolved = take(graph, was, withdrawal.interactions, setting)
  const gone = [...withdrawal.countedAnew].filter((key) => !graph.members.has(key) && !graph.shared.has(key))
  return { ...resolved, vanished: [...resolved.vanished, ...gone] }
}

const withoutAnchors = (shared: Shared, erased: ReadonlySet<Key>): Shared => {
  const anchors = new Map(
    [...shared.anchors].map(([kind, keys]) => [kind, new Set([...keys].filter((k) => !erased.has(k)))]),
  )
  const bans = shared.bans.filter((key) => !erased.has(key))
  const size = (state: Shared["anchors"]) => [...state.values()].reduce((sum, keys) => sum + keys.size, 0)
  const changed = size(anchors) < size(shared.anchors) || bans.length < shared.bans.length
  return changed ? { ...shared, anchors, bans, changed } : shared
}
