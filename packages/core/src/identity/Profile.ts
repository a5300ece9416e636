import { type Key, kindOf } from "../identifier/Identifier.ts"
import type { Graph, OpenState, PersonState } from "./Graph.ts"
import { type LinkingPolicy, ruleOf } from "./Policy.ts"
import type { CurrentPerson, LastInteraction, Traits, TraitValue } from "./Records.ts"

/** Survivorship: the latest assertion of a trait wins; of two at one time, that with the greater event key. */
export const laterTrait = (x: TraitValue, y: TraitValue): TraitValue =>
  x.at > y.at || (x.at === y.at && x.eventKey >= y.eventKey) ? x : y

export const mergeTraits = (x: Traits, y: Traits): Traits => {
  if (isEmpty(y)) return x
  const merged = { ...x }
  for (const [name, value] of Object.entries(y)) {
    const known = merged[name]
    merged[name] = known === undefined ? value : laterTrait(known, value)
  }
  return merged
}

const isEmpty = (traits: Traits): boolean => {
  for (const _ in traits) return false
  return true
}

export const laterInteraction = (
  x: LastInteraction | undefined,
  y: LastInteraction | undefined,
): LastInteraction | undefined => {
  if (x === undefined || y === undefined) return x ?? y
  return x.at > y.at || (x.at === y.at && x.interactionId >= y.interactionId) ? x : y
}

/** The strongest of those identifiers that are one person's. */
export const strongestIn = (
  keys: Iterable<Key>,
  isOnes: (key: Key) => boolean,
  policy: LinkingPolicy,
): Key | undefined => {
  let strongest: Key | undefined
  let rank = 0
  for (const key of keys) {
    if (!isOnes(key)) continue
    const own = ruleOf(policy, kindOf(key)).rank
    if (strongest === undefined || own > rank || (own === rank && key < strongest)) [strongest, rank] = [key, own]
  }
  return strongest
}

/** The strongest of a sighting's unshared identifiers: the person it belongs to is that one's. */
export const homeOf = (graph: Graph, keys: Iterable<Key>, policy: LinkingPolicy): Key | undefined => {
  let home: Key | undefined
  let rank = 0
  for (const key of keys) {
    const member = graph.members.get(key)
    if (member === undefined) continue
    const own = ruleOf(policy, member.kind).rank
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
  const former = formerIn(graph)
  for (const key of person.members) {
    const member = graph.members.get(key)
    if (member === undefined) continue
    traits = mergeTraits(traits, member.traits)
    lastInteraction = laterInteraction(lastInteraction, member.last)
    const { kind, value, first } = member
    confidence = Math.max(confidence, ruleOf(policy, kind).confidence)
    identifiers.push({ key, kind, value, first, ...(former.has(key) && { former: true as const }) })
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
    // Those of a person held for somebody else are told of that one's changes.
    open: person.given === undefined ? open.map(({ keys: _, assignedTo: __, ...shown }) => shown) : [],
    ...(person.given !== undefined && {
      probably: { customerId: person.given.to, confidence: person.given.probability },
    }),
    policyVersion: policy.version,
  }
}

const nothing: ReadonlySet<Key> = new Set()

/** Ids of records that a CRM merged into others. */
const formerIn = ({ merges }: Graph): ReadonlySet<Key> =>
  merges.size === 0 ? nothing : new Set([...merges.values()].map(({ from }) => from))

/** Whether a consumer of the profile sees no difference; times of repeated assertions nobody sees. */
export const looksTheSame = (x: CurrentPerson, y: CurrentPerson): boolean =>
  x.resolutionTier === y.resolutionTier &&
  x.confidence === y.confidence &&
  x.policyVersion === y.policyVersion &&
  x.lastInteraction?.interactionId === y.lastInteraction?.interactionId &&
  x.lastInteraction?.at === y.lastInteraction?.at &&
  x.lastInteraction?.channel === y.lastInteraction?.channel &&
  x.probably?.customerId === y.probably?.customerId &&
  x.probably?.confidence === y.probably?.confidence &&
  x.identifiers.length === y.identifiers.length &&
  x.identifiers.every(({ key, former }, i) => key === y.identifiers[i]?.key && former === y.identifiers[i]?.former) &&
  x.former.length === y.former.length &&
  x.former.every((id, i) => id === y.former[i]) &&
  sameTraits(x.traits, y.traits) &&
  sameOpen(x.open, y.open)

const sameTraits = (x: Traits, y: Traits): boolean => {
  const names = Object.keys(x)
  return names.length === Object.keys(y).length && names.every((name) => x[name]?.value === y[name]?.value)
}

const sameOpen = (x: CurrentPerson["open"], y: CurrentPerson["open"]): boolean =>
  x.length === y.length &&
  x.every((one, i) => {
    // Nearly always in one order: the new one comes first.
    const other = y[i]?.sightingId === one.sightingId ? y[i] : y.find(({ sightingId }) => sightingId === one.sightingId)
    // Who is told of only later can be written to only from then on.
    return other?.confidence === one.confidence && other.participantId === one.participantId
  })
