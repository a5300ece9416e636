import {
  Components,
  DeadLetters,
  Effects,
  Erasures,
  Identifiers,
  Interactions,
  Persons,
  Policies,
  type PolicyInForce,
} from "@kith/core/documents/Collections"
import type { Collection } from "@kith/core/documents/Documents"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import type { MemoryStore } from "../../memory/MemoryStore.ts"
import type { Centre } from "../Centre.ts"

/** The documents of a collection as they are kept, those that have expired included. */
export const bodiesIn = <A>(store: MemoryStore, { name }: Collection<A>): ReadonlyArray<readonly [string, A]> =>
  [...(store.shelves.get(name)?.documents.values() ?? [])].map(({ id, json }) => [id, JSON.parse(json) as A] as const)

export const erasuresIn = (store: MemoryStore) => bodiesIn(store, Erasures).map(([, body]) => body)
export const effectsIn = (store: MemoryStore) => bodiesIn(store, Effects)
export const interactionsIn = (store: MemoryStore) => bodiesIn(store, Interactions)
export const deadLettersIn = (store: MemoryStore) => bodiesIn(store, DeadLetters).map(([, body]) => body)

export const personsIn = (store: MemoryStore) =>
  bodiesIn(store, Persons).flatMap(([, body]) => (body.state === "current" ? [body] : []))

export const inForceIn = (store: MemoryStore): PolicyInForce | undefined =>
  bodiesIn(store, Policies).flatMap(([, body]) => (body.state === "in-force" ? [body] : []))[0]

/** What decides by now: the policy that was activated last, or the one of the release. */
export const policyOf = ({ store, release }: Centre): LinkingPolicy => {
  const version = inForceIn(store)?.version
  const versions = bodiesIn(store, Policies).flatMap(([, body]) => (body.state === "version" ? [body.policy] : []))
  return versions.find((policy) => policy.version === version) ?? release.policy
}

/** Where the graph keeps who is who. */
export const ofTheGraph = [Components, Identifiers, Interactions, Persons, Effects, DeadLetters] as const
