import type { Key } from "../identifier/Identifier.ts"
import { graphOf } from "./Graph.ts"
import type { ComponentRecord, IdentifierRecord, KnownInteraction } from "./Records.ts"
import { type Resolved, type Setting, take } from "./Resolve.ts"
import { before } from "./Settle.ts"

export interface Withdrawal {
  /** Components whose evidence is counted anew. */
  readonly components: ReadonlyArray<ComponentRecord>
  /** Every interaction that still asserts an identifier of theirs, as it now stands. */
  readonly interactions: ReadonlyArray<KnownInteraction>
  /** Identifiers that stay shared; one that is left out is counted anew, from all the interactions that assert it. */
  readonly shared: ReadonlyMap<Key, IdentifierRecord>
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
  const keep = ({ a, b }: { a: Key; b: Key }) => !withdrawal.erased.has(a) && !withdrawal.erased.has(b)
  for (const component of withdrawal.components) {
    graph.persons.push(...component.persons.filter(({ id }) => !withdrawal.forgotten.has(id)))
    for (const ban of component.bans) if (keep(ban)) graph.bans.set(`${ban.a}|${ban.b}`, ban)
  }
  return take(graph, was, withdrawal.interactions, setting)
}
