import { familyOf, type IdentifierKind, type Key, kindOf } from "../identifier/Identifier.ts"
import { type Merge, recordNames } from "./Merges.ts"
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
  /** Of each exclusive kind the record that the cluster has, by its name. */
  readonly exclusive: Map<IdentifierKind, Key>
  /** Identifiers that may never come in. */
  readonly banned: Set<Key>
}

/**
 * Which unshared identifiers are one person: joins along the edges, strongest evidence first; a join that would break a
 * rule is refused and says why. What a CRM merged goes before all else, and is one record. The order of joining depends
 * on the evidence alone, so the result does too. `joined` collects the edges that joined something, in that order: a tree
 * for each person.
 */
export const partition = (
  identifiers: Iterable<Key>,
  edges: ReadonlyArray<Edge>,
  bans: ReadonlyArray<Ban>,
  merges: ReadonlyArray<Merge>,
  policy: LinkingPolicy,
  joined?: Array<Edge>,
): Partition => {
  const clusterOf = new Map<Key, Cluster>()
  const recordOf = recordNames(merges)
  for (const key of identifiers) clusterOf.set(key, alone(key, recordOf, policy))
  for (const { a, b } of bans) {
    clusterOf.get(a)?.banned.add(b)
    clusterOf.get(b)?.banned.add(a)
  }
  const refused: Array<Refusal> = []
  for (const { a, b, first } of byStrength(edges, merges, policy)) {
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

const alone = (key: Key, recordOf: (key: Key) => Key, policy: LinkingPolicy): Cluster => {
  const kind = kindOf(key)
  return {
    members: [key],
    families: new Map([[familyOf(kind), 1]]),
    exclusive: new Map(ruleOf(policy, kind).exclusive ? [[kind, recordOf(key)]] : []),
    banned: new Set(),
  }
}

const byStrength = (
  edges: ReadonlyArray<Edge>,
  merges: ReadonlyArray<Merge>,
  policy: LinkingPolicy,
): ReadonlyArray<Edge> => {
  const merged = new Set(merges.map(({ from, into }) => nameOf(pairOf(from, into))))
  const ranks = new Map<Key, number>()
  const rankOf = (key: Key): number => {
    const rank = ranks.get(key) ?? ruleOf(policy, kindOf(key)).rank
    ranks.set(key, rank)
    return rank
  }
  const ranked = edges.map((edge) => {
    const [a, b] = [rankOf(edge.a), rankOf(edge.b)]
    const isMerge = merged.size > 0 && merged.has(nameOf(edge))
    return { edge, merge: isMerge ? 1 : 0, weaker: Math.min(a, b), stronger: Math.max(a, b) }
  })
  ranked.sort(
    (x, y) =>
      y.merge - x.merge ||
      y.weaker - x.weaker ||
      y.stronger - x.stronger ||
      x.edge.first - y.edge.first ||
      compare(x.edge.a, y.edge.a) ||
      compare(x.edge.b, y.edge.b),
  )
  return ranked.map(({ edge }) => edge)
}

const nameOf = ({ a, b }: Pick<Edge, "a" | "b">): string => `${a}|${b}`

const compare = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0)

const brokenRule = (
  left: Cluster,
  right: Cluster,
  policy: LinkingPolicy,
): Pick<Refusal, "rule" | "kind"> | undefined => {
  for (const [kind, record] of left.exclusive)
    if ((right.exclusive.get(kind) ?? record) !== record) return { rule: "exclusive", kind }
  for (const [family, count] of left.families) {
    const { limit } = policy.kinds[family as keyof LinkingPolicy["kinds"]]
    if (count - inCommon(left, right, family) + (right.families.get(family) ?? 0) > limit)
      return { rule: "limit", kind: family }
  }
  const [small, large] = left.banned.size <= right.banned.size ? [left, right] : [right, left]
  if (large.members.some((key) => small.banned.has(key))) return { rule: "ban" }
  return undefined
}

/** Records that both hold: under a former id in one of them. */
const inCommon = (left: Cluster, right: Cluster, family: string): number => {
  let count = 0
  for (const kind of left.exclusive.keys()) if (right.exclusive.has(kind) && familyOf(kind) === family) count += 1
  return count
}

const absorb = (into: Cluster, from: Cluster): void => {
  into.members.push(...from.members)
  for (const [family, count] of from.families)
    into.families.set(family, (into.families.get(family) ?? 0) + count - inCommon(into, from, family))
  for (const [kind, record] of from.exclusive) into.exclusive.set(kind, record)
  for (const key of from.banned) into.banned.add(key)
}
