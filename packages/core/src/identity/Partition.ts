import { familyOf, type IdentifierKind, type Key, kindOf } from "../identifier/Identifier.ts"
import { type LinkingPolicy, ruleOf } from "./Policy.ts"
import type { Refusal } from "./Records.ts"

/** Two identifiers seen in one sighting, `a` before `b`; `first` is the least first-event time of the sightings that hold both. */
export interface Edge {
  readonly a: Key
  readonly b: Key
  readonly first: number
}

export interface Ban {
  readonly a: Key
  readonly b: Key
}

export interface Partition {
  /** One array for each person, members in no particular order. */
  readonly clusters: ReadonlyArray<ReadonlyArray<Key>>
  readonly refused: ReadonlyArray<Refusal>
}

/** A pair has one name whichever way round it is given. */
export const pairOf = (x: Key, y: Key): { readonly a: Key; readonly b: Key } =>
  x < y ? { a: x, b: y } : { a: y, b: x }

interface Cluster {
  members: Array<Key>
  readonly families: Map<string, number>
  readonly exclusive: Set<IdentifierKind>
  /** Identifiers that may never come in. */
  readonly banned: Set<Key>
}

/**
 * Which unshared identifiers are one person: joins along the edges, strongest evidence first; a join that would break a
 * rule is refused and says why. The order of joining depends on the evidence alone, so the result does too. `joined`
 * collects the edges that joined something, in that order: a tree for each person.
 */
export const partition = (
  identifiers: Iterable<Key>,
  edges: ReadonlyArray<Edge>,
  bans: ReadonlyArray<Ban>,
  policy: LinkingPolicy,
  joined?: Array<Edge>,
): Partition => {
  const clusterOf = new Map<Key, Cluster>()
  for (const key of identifiers) clusterOf.set(key, alone(key, policy))
  for (const { a, b } of bans) {
    clusterOf.get(a)?.banned.add(b)
    clusterOf.get(b)?.banned.add(a)
  }
  const refused: Array<Refusal> = []
  for (const { a, b, first } of byStrength(edges, policy)) {
    const left = clusterOf.get(a)
    const right = clusterOf.get(b)
    if (left === undefined || right === undefined || left === right) continue
    const broken = brokenRule(left, right, policy)
    if (broken !== undefined) {
      refused.push({ a, b, ...broken })
      continue
    }
    joined?.push({ a, b, first })
    const [into, from] = left.members.length >= right.members.length ? [left, right] : [right, left]
    absorb(into, from)
    for (const key of from.members) clusterOf.set(key, into)
  }
  return { clusters: [...new Set(clusterOf.values())].map((c) => c.members), refused }
}

/**
 * Whether all of these can be one person. What they may all be, any of them may: nothing that connects them is refused,
 * in whatever order it is joined.
 */
export const mayBeOne = (keys: ReadonlyArray<Key>, bans: Iterable<Ban>, policy: LinkingPolicy): boolean => {
  const families = new Map<string, number>()
  const exclusive = new Set<IdentifierKind>()
  for (const key of keys) {
    const kind = kindOf(key)
    const rule = ruleOf(policy, kind)
    const family = familyOf(kind)
    const count = (families.get(family) ?? 0) + 1
    if (count > rule.limit || exclusive.has(kind)) return false
    families.set(family, count)
    if (rule.exclusive) exclusive.add(kind)
  }
  for (const { a, b } of bans) if (keys.includes(a) && keys.includes(b)) return false
  return true
}

const alone = (key: Key, policy: LinkingPolicy): Cluster => {
  const kind = kindOf(key)
  return {
    members: [key],
    families: new Map([[familyOf(kind), 1]]),
    exclusive: new Set(ruleOf(policy, kind).exclusive ? [kind] : []),
    banned: new Set(),
  }
}

const byStrength = (edges: ReadonlyArray<Edge>, policy: LinkingPolicy): ReadonlyArray<Edge> => {
  const ranks = new Map<Key, number>()
  const rankOf = (key: Key): number => {
    const rank = ranks.get(key) ?? ruleOf(policy, kindOf(key)).rank
    ranks.set(key, rank)
    return rank
  }
  const ranked = edges.map((edge) => {
    const [a, b] = [rankOf(edge.a), rankOf(edge.b)]
    return { edge, weaker: Math.min(a, b), stronger: Math.max(a, b) }
  })
  ranked.sort(
    (x, y) =>
      y.weaker - x.weaker ||
      y.stronger - x.stronger ||
      x.edge.first - y.edge.first ||
      compare(x.edge.a, y.edge.a) ||
      compare(x.edge.b, y.edge.b),
  )
  return ranked.map(({ edge }) => edge)
}

const compare = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0)

const brokenRule = (
  left: Cluster,
  right: Cluster,
  policy: LinkingPolicy,
): Pick<Refusal, "rule" | "kind"> | undefined => {
  for (const kind of left.exclusive) if (right.exclusive.has(kind)) return { rule: "exclusive", kind }
  for (const [family, count] of left.families) {
    const { limit } = policy.kinds[family as keyof LinkingPolicy["kinds"]]
    if (count + (right.families.get(family) ?? 0) > limit) return { rule: "limit", kind: family }
  }
  const [small, large] = left.banned.size <= right.banned.size ? [left, right] : [right, left]
  if (large.members.some((key) => small.banned.has(key))) return { rule: "ban" }
  return undefined
}

const absorb = (into: Cluster, from: Cluster): void => {
  into.members.push(...from.members)
  for (const [family, count] of from.families) into.families.set(family, (into.families.get(family) ?? 0) + count)
  for (const kind of from.exclusive) into.exclusive.add(kind)
  for (const key of from.banned) into.banned.add(key)
}
