import { type Key, kindOf } from "../identifier/Identifier.ts"
import type { Graph, OpenState, PersonState } from "./Graph.ts"
import { type LinkingPolicy, ruleOf } from "./Policy.ts"
import type { CurrentPerson, LastInteraction, Traits, TraitValue } from "./Records.ts"

/** Survivorship: the latest assertion of a trait wins; of two at one time, that with the greater event key. */
export const laterTrait = (x: TraitValue, y: TraitValue): TraitValue =>
  x.at > y.at || (x.at === y.at && x.eventKey >= y.eventKey) ? x : y

export const mergeTraits = (x: Traits, y: Traits): Traits => {
  const merged = { ...x }
  for (const [name, value] of Object.entries(y)) {
    const known = merged[name]
    merged[name] = known === undefined ? value : laterTrait(known, value)
  }
  return merged
}

export const laterInteraction = (
  x: LastInteraction | undefined,
  y: LastInteraction | undefined,
): LastInteraction | undefined => {
  if (x === undefined || y === undefined) return x ?? y
  return x.at > y.at || (x.at === y.at && x.interactionId >= y.interactionId) ? x : y
}

/** The strongest of a sighting's unshared identifiers: the person it belongs to is that one's. */
export const homeOf = (graph: Graph, keys: Iterable<Key>, policy: LinkingPolicy): Key | undefined => {
  let home: Key | undefined
  let rank = 0
  for (const key of keys) {
    if (!graph.members.has(key)) continue
    const own = ruleOf(policy, kindOf(key)).rank
    if (home === undefined || own > rank || (own === rank && key < home)) [home, rank] = [key, own]
  }
  return home
}

/** The read model of one person of the graph. */
export const profileOf = (
  graph: Graph,
  person: PersonState,
  component: string,
  open: ReadonlyArray<OpenState>,
  policy: LinkingPolicy,
): CurrentPerson => {
  let traits: Traits = {}
  let lastInteraction: LastInteraction | undefined
  let confidence = 0
  const identifiers: CurrentPerson["identifiers"] = []
  for (const key of person.members) {
    const member = graph.members.get(key)
    if (member === undefined) continue
    traits = mergeTraits(traits, member.traits)
    lastInteraction = laterInteraction(lastInteraction, member.last)
    confidence = Math.max(confidence, ruleOf(policy, kindOf(key)).confidence)
    identifiers.push({ key, kind: kindOf(key), value: member.value, first: member.first })
  }
  return {
    schema: 1,
    state: "current",
    customerId: person.id,
    version: Math.max(1, person.version),
    resolutionTier: 1,
    confidence,
    component,
    since: person.since,
    identifiers,
    traits,
    former: person.former.map(({ id }) => id).sort(),
    ...(lastInteraction !== undefined && { lastInteraction }),
    open: open.map(({ keys: _, assignedTo: __, ...shown }) => shown),
    policyVersion: policy.version,
  }
}

/** What a consumer of the profile can see; times of repeated assertions are not among it, so they make no new version. */
export const visibleProfile = (person: CurrentPerson): string =>
  JSON.stringify([
    person.resolutionTier,
    person.confidence,
    person.identifiers.map((i) => i.key),
    Object.entries(person.traits)
      .map(([name, trait]) => [name, trait.value])
      .sort(),
    person.former,
    person.lastInteraction,
    person.open.map((o) => [o.sightingId, o.confidence]).sort(),
    person.policyVersion,
  ])
