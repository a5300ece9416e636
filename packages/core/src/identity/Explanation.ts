import { type IdentifierKind, type Key, kindOf } from "../identifier/Identifier.ts"
import { article, noun } from "./Explain.ts"
import { type Graph, graphOf, linkingEdges } from "./Graph.ts"
import { type Edge, pairOf, partition } from "./Partition.ts"
import { type LinkingPolicy, ruleOf } from "./Policy.ts"
import type { ComponentRecord, Refusal } from "./Records.ts"

export interface KeyedKind {
  readonly kind: IdentifierKind
  readonly key: Key
}

/** Two identifiers that evidence puts together, and what came of it. */
export interface Step {
  readonly a: KeyedKind
  readonly b: KeyedKind
  /** Epoch milliseconds at which one interaction first held both. */
  readonly first: number
  /** The rule that forbade the join. */
  readonly refused?: Refusal["rule"]
  readonly sentence: string
}

/** How a person came about. */
export interface Explained {
  /** The joins that make the person one, in the order in which they are made: strongest evidence first. */
  readonly joins: ReadonlyArray<Step>
  readonly refused: ReadonlyArray<Step>
  /** Identifiers the person was seen with that are several people's. */
  readonly shared: ReadonlyArray<KeyedKind & { readonly sentence: string }>
  readonly banned: ReadonlyArray<{ readonly a: KeyedKind; readonly b: KeyedKind; readonly sentence: string }>
}

/** What the partition of a component did, as it did it. */
export interface Retold {
  readonly joins: ReadonlyArray<Step>
  readonly refused: ReadonlyArray<Step>
  /** Shared identifiers that each identifier was seen with. */
  readonly aside: ReadonlyMap<Key, ReadonlySet<Key>>
}

export const keyed = (key: Key): KeyedKind => ({ kind: kindOf(key), key })

/** Partitions a component once more, and keeps account. */
export const retell = (component: ComponentRecord, policy: LinkingPolicy): Retold => {
  const graph = graphOf([component], new Map())
  const joined: Array<Edge> = []
  const edges = linkingEdges(graph)
  const { bans, merges } = graph
  const { refused } = partition(graph.members.keys(), edges, [...bans.values()], [...merges.values()], policy, joined)
  const aside = new Map(
    [...graph.members.keys()].map((key) => {
      const neighbours = graph.edges.get(key)?.keys() ?? []
      return [key, new Set([...neighbours].filter((other) => !graph.members.has(other)))] as const
    }),
  )
  return {
    joins: joined.map((edge) => joinedStep(edge, graph)),
    refused: refused.map((refusal) => refusedStep(refusal, graph.edges.get(refusal.a)?.get(refusal.b) ?? 0, policy)),
    aside,
  }
}

/** How the person with these members, all of one component, came about. */
export const explainPerson = (
  component: ComponentRecord,
  members: ReadonlyArray<Key>,
  policy: LinkingPolicy,
): Explained => {
  const { joins, refused, aside } = retell(component, policy)
  const own = new Set(members)
  const touches = ({ a, b }: Pick<Step, "a" | "b">) => own.has(a.key) || own.has(b.key)
  const shared = new Set(members.flatMap((key) => [...(aside.get(key) ?? [])]))
  return {
    joins: joins.filter(touches),
    refused: refused.filter(touches),
    shared: [...shared].sort().map((key) => ({ ...keyed(key), sentence: sharedSentence(key) })),
    banned: component.bans
      .map(({ a, b }) => ({ a: keyed(a), b: keyed(b), sentence: bannedSentence(a, b) }))
      .filter(touches),
  }
}

/** A join that was made, because of a sighting or because the CRM says so. */
export const joinedStep = (edge: Edge, { merges }: Pick<Graph, "merges">): Step => {
  const { a, b } = edge
  return merges.has(`${a}|${b}`) || merges.has(`${b}|${a}`) ? mergeStep(edge) : joinStep(edge)
}

const joinStep = ({ a, b, first }: Edge): Step => ({
  ...keyedPair(a, b),
  first,
  sentence: `${capital(both(a, b))} were seen together in one interaction, first on ${dayOf(first)}.`,
})

const mergeStep = ({ a, b, first }: Edge): Step => ({
  ...keyedPair(a, b),
  first,
  sentence: `The CRM itself made one of ${both(a, b)}, as of ${dayOf(first)}.`,
})

export const refusedStep = (refusal: Refusal, first: number, policy: LinkingPolicy): Step => ({
  ...keyedPair(refusal.a, refusal.b),
  first,
  refused: refusal.rule,
  sentence: refusalSentence(refusal, policy),
})

const keyedPair = (x: Key, y: Key) => {
  const { a, b } = pairOf(x, y)
  return { a: keyed(a), b: keyed(b) }
}

/** Why a join was not made, in one plain sentence. */
export const refusalSentence = ({ a, b, rule, kind }: Refusal, policy: LinkingPolicy): string => {
  const pair = both(a, b)
  const family = (kind ?? kindOf(a)) as IdentifierKind
  switch (rule) {
    case "exclusive":
      return `Joining ${pair} would give one person two ${noun(family)}s, and a person has only one.`
    case "limit":
      return `Joining ${pair} would give one person more than ${limitOf(family, policy)} ${pluralOf(family)}.`
    case "ban":
      return `Joining ${pair} would put together what was decided never to be one person.`
    case "overflow":
      return `Joining ${pair} would connect more identifiers than can be told apart, so the weaker was left out.`
    case "shared":
      return sharedSentence(kindOf(a) === kind ? a : b)
  }
}

export const sharedSentence = (key: Key): string =>
  `The ${noun(kindOf(key))} is shared by several people, so it joins nobody.`

export const bannedSentence = (a: Key, b: Key): string => `It was decided that ${both(a, b)} are never one person.`

/** A limit's kind is a family: of CRM records, those of all namespaces together. */
const limitOf = (family: IdentifierKind, policy: LinkingPolicy): number =>
  policy.kinds[family as keyof LinkingPolicy["kinds"]]?.limit ?? ruleOf(policy, family).limit

const pluralOf = (family: string): string =>
  family === "crm" ? "CRM records" : `${noun(family as IdentifierKind).replace(/address$/, "addresse")}s`

const both = (a: Key, b: Key): string => {
  const [x, y] = [noun(kindOf(a)), noun(kindOf(b))]
  return x === y ? `${article(x)} and another` : `the ${x} and the ${y}`
}

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
