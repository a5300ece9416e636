import { Identifiers, Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { personsWith } from "@kith/core/documents/PersonsWith"
import { presentPerson } from "@kith/core/documents/PresentPerson"
import { type IdentifierKind, type Key, kindOf } from "@kith/core/identifier/Identifier"
import { type LinkingPolicy, ruleOf } from "@kith/core/identity/Policy"
import type { ComponentRecord, InteractionRecord, Sighting } from "@kith/core/identity/Records"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { Clock, Effect } from "effect"

/** Somebody whom a question may have meant. `settle`: the kind of identifier, or other detail, that would decide. */
export interface Candidate {
  readonly customerId: string
  readonly confidence: number
  readonly settle: string
}

/** More than these no agent reads. */
const maxCandidates = 10
/** Stored sightings that are looked at: a switchboard has any number. */
const mostSightings = 200
const mostOfOne = 20
/** A caller of three months ago is half as likely as one of today to be the one who calls now. */
const halfLifeMillis = 90 * 24 * 3600 * 1000
/** Of somebody who was seen with the value, but in none of the sightings looked at. */
const leastWeight = 0.05

type Person = ComponentRecord["persons"][number]

/** Each as likely as the next: which of them it is, nothing we hold can tell. */
export const candidates = (found: ReadonlyMap<string, string>): ReadonlyArray<Candidate> =>
  [...found]
    .slice(0, maxCandidates)
    .map(([customerId, settle]) => ({ customerId, confidence: Math.round(100 / found.size) / 100, settle }))

/**
 * The persons whom shared identifiers were seen with, likeliest first: by how often and how recently, and by how many of
 * these identifiers. A bounded number of sightings is looked at, whatever the identifiers carry.
 */
export const sharersOf = Effect.fn("Candidates.sharersOf")(function* (keys: ReadonlyArray<Key>) {
  const documents = yield* Documents
  const policy = yield* policyInForce()
  const shared = new Set(keys)
  const anchors = (yield* documents.getMany(keys.map((key) => ref(Identifiers, key)))).flatMap((record) =>
    record?.body.state === "shared" ? Object.values(record.body.anchors).flat() : [],
  )
  const pages = yield* Effect.forEach(keys, (key) => documents.find(Interactions, key, { limit: mostSightings }))
  const beyond = pages.some((page) => page.length === mostSightings)
  const more = beyond
    ? yield* Effect.forEach(
        anchors.slice(0, mostOfOne),
        (anchor) => documents.find(Interactions, anchor, { limit: mostOfOne }),
        { concurrency: 8 },
      )
    : []
  const sightings = sightingsIn([...pages, ...more].flat(), shared)
  const persons = yield* personsWith([...anchors, ...sightings.flatMap((one) => one.keys)])
  const weights = weigh(persons, sightings, shared, policy, yield* Clock.currentTimeMillis)
  return ranked(persons, weights, policy)
})

const sightingsIn = (
  found: ReadonlyArray<{ readonly id: string; readonly body: InteractionRecord }>,
  shared: ReadonlySet<Key>,
): ReadonlyArray<Sighting> => {
  const interactions = new Map(found.map(({ id, body }) => [id, body]))
  return [...interactions.values()]
    .flatMap((body) => (body.state === "known" ? body.sightings : []))
    .filter((sighting) => sighting.keys.some((key) => shared.has(key)))
}

/** Each sighting counts for the person of its strongest identifier, half as much for every half life that has passed. */
const weigh = (
  persons: ReadonlyArray<Person>,
  sightings: ReadonlyArray<Sighting>,
  shared: ReadonlySet<Key>,
  policy: LinkingPolicy,
  now: number,
): ReadonlyMap<string, number> => {
  const holder = new Map(persons.flatMap(({ id, members }) => members.map((key) => [key, id] as const)))
  const weights = new Map(persons.map(({ id }) => [id, leastWeight]))
  for (const { keys, first } of sightings) {
    const home = keys.filter((key) => holder.has(key)).toSorted((x, y) => rank(policy, y) - rank(policy, x))[0]
    const id = home === undefined ? undefined : holder.get(home)
    if (id === undefined) continue
    const carried = keys.filter((key) => shared.has(key)).length
    const weight = carried * 2 ** (-Math.max(0, now - first) / halfLifeMillis)
    weights.set(id, (weights.get(id) ?? 0) + weight)
  }
  return weights
}

const ranked = (
  persons: ReadonlyArray<Person>,
  weights: ReadonlyMap<string, number>,
  policy: LinkingPolicy,
): ReadonlyArray<Candidate> => {
  const kinds = new Map(persons.map(({ id, members }) => [id, new Set(members.map(kindOf))]))
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  return [...weights]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, maxCandidates)
    .map(([customerId, weight]) => ({
      customerId,
      confidence: Math.round((100 * weight) / total) / 100,
      settle: settling(kinds.get(customerId) ?? new Set(), [...kinds.values()], policy),
    }))
}

/** The strongest kind that everybody has, each another value: one question settles it. Else this person's strongest. */
const settling = (
  own: ReadonlySet<IdentifierKind>,
  all: ReadonlyArray<ReadonlySet<IdentifierKind>>,
  policy: LinkingPolicy,
): string => {
  const inOrder = [...own].sort((x, y) => ruleOf(policy, y).rank - ruleOf(policy, x).rank || (x < y ? -1 : 1))
  return inOrder.find((kind) => all.every((kinds) => kinds.has(kind))) ?? inOrder[0] ?? "interaction"
}

const rank = (policy: LinkingPolicy, key: Key): number => ruleOf(policy, kindOf(key)).rank

/** Persons by their ids, who may be meant as much as each other. */
export const heirsOf = Effect.fn("Candidates.heirsOf")(function* (heirs: ReadonlyArray<string>) {
  // Some have become one since, or have been forgotten.
  const found = yield* Effect.forEach(heirs, presentPerson, { concurrency: 8 })
  const policy = yield* policyInForce()
  const current = [
    ...new Map(found.flatMap((one) => (one === undefined ? [] : [[one.customerId, one] as const]))).values(),
  ]
  const kinds = current.map(({ identifiers }) => new Set(identifiers.map(({ kind }) => kind)))
  return candidates(
    new Map(current.map(({ customerId }, i) => [customerId, settling(kinds[i] ?? new Set(), kinds, policy)] as const)),
  )
})
