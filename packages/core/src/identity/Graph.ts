import { type IdentifierKind, type Key, kindOf } from "../identifier/Identifier.ts"
import { type Merge, mergesIn, recordNames } from "./Merges.ts"
import { type Ban, type Edge, pairOf } from "./Partition.ts"
import { type LinkingPolicy, ruleOf } from "./Policy.ts"
import type { ComponentRecord, Given, IdentifierRecord, LastInteraction, OpenInteraction, Traits } from "./Records.ts"

/** A working copy of the components that one change touches, joined into one. Mutable: it lives for one decision. */
export interface Graph {
  readonly members: Map<Key, Member>
  /** Neighbours of every unshared identifier, and of shared ones as far as they lead back: key → key → first. */
  readonly edges: Map<Key, Map<Key, number>>
  readonly shared: Map<Key, Shared>
  readonly bans: Map<string, Ban>
  /** What CRMs said of their own records. */
  readonly merges: Map<string, Merge>
  readonly persons: Array<PersonState>
  open: Array<OpenState>
  /** What tier 2 says now of the person that this identifier is of; `undefined`: of nobody else. */
  readonly given: Map<Key, Given | undefined>
}

export interface Member {
  readonly kind: IdentifierKind
  readonly value: string
  readonly first: number
  /** The one sighting that asserts it, for as long as there is no other. */
  readonly only?: string | undefined
  /** Of the sightings this is the strongest unshared identifier of. */
  readonly traits: Traits
  readonly last: LastInteraction | undefined
}

export interface Shared {
  readonly anchors: Map<IdentifierKind, Set<Key>>
  readonly saturated: boolean
  readonly bans: ReadonlyArray<Key>
  /** It has to be written: it is new, or has an anchor more. */
  readonly changed: boolean
}

export type PersonState = ComponentRecord["persons"][number] & {
  /** A person without identifiers so far: its id gives way to one that is there. */
  readonly lone?: boolean
}
export type OpenState = OpenInteraction & {
  readonly keys: ReadonlyArray<Key>
  readonly assignedTo?: string | undefined
}

/** What one sighting says about identifiers. */
export interface Assertion {
  /** The sighting's. */
  readonly id: string
  /** Everything it asserts: key to normalised value. */
  readonly identifiers: ReadonlyMap<Key, { readonly value: string; readonly former?: true | undefined }>
  /** Epoch milliseconds of its first event. */
  readonly first: number
}

/** What a decision rests on, as it was read. */
export interface Evidence {
  readonly components: ReadonlyArray<ComponentRecord>
  readonly identifiers: ReadonlyMap<Key, IdentifierRecord>
}

export const graphOf = (components: Evidence["components"], records: Evidence["identifiers"]): Graph => {
  const graph: Graph = {
    members: new Map(),
    edges: new Map(),
    shared: new Map(),
    bans: new Map(),
    merges: new Map(),
    persons: [],
    open: [],
    given: new Map(),
  }
  for (const component of components) {
    const keys = Object.keys(component.identifiers) as Array<Key>
    for (const key of keys) {
      const { value, first, only, traits, last } = component.identifiers[key] as ComponentRecord["identifiers"][string]
      graph.members.set(key, { kind: kindOf(key), value, first, only, traits: traits ?? {}, last })
    }
    keys.push(...component.aside)
    const { edges } = component
    for (let i = 0; i < edges.length; i += 3)
      connect(graph, keys[edges[i] as number] as Key, keys[edges[i + 1] as number] as Key, edges[i + 2] as number)
    for (const ban of component.bans) graph.bans.set(`${ban.a}|${ban.b}`, ban)
    for (const merge of component.merges ?? []) addMerge(graph, merge)
    graph.persons.push(...component.persons)
    graph.open.push(...component.open)
  }
  for (const [key, record] of records) {
    if (record.state === "shared")
      graph.shared.set(key, {
        anchors: new Map(Object.entries(record.anchors).map(([kind, keys]) => [kind as IdentifierKind, new Set(keys)])),
        saturated: record.saturated,
        bans: record.bans,
        changed: false,
      })
    if (record.state === "banned") for (const other of record.from) ban(graph, key, other)
  }
  return graph
}

export const ban = (graph: Graph, x: Key, y: Key): void => {
  const pair = pairOf(x, y)
  graph.bans.set(`${pair.a}|${pair.b}`, pair)
}

const addMerge = (graph: Graph, merge: Merge): void => {
  graph.merges.set(`${merge.from}|${merge.into}`, merge)
}

/** The merges that sightings tell of, before any of what they assert: whether an identifier is shared depends on them. */
export const addMerges = (graph: Graph, assertions: Iterable<Assertion>): void => {
  for (const { identifiers } of assertions) for (const merge of mergesIn(identifiers)) addMerge(graph, merge)
}

/** Whom this identifier must never join. */
export const bannedFrom = (graph: Graph, key: Key): ReadonlyArray<Key> =>
  [...graph.bans.values()].flatMap(({ a, b }) => (a === key ? [b] : b === key ? [a] : []))

/** Takes a sighting in: unions and minima only, so that order and repetition never matter. */
export const addAssertion = (graph: Graph, assertion: Assertion, policy: LinkingPolicy): void => {
  const keys = [...assertion.identifiers.keys()]
  for (const [key, { value }] of assertion.identifiers) {
    if (graph.shared.has(key)) continue
    const known = graph.members.get(key)
    if (known === undefined || assertion.first < known.first)
      graph.members.set(key, {
        kind: kindOf(key),
        traits: {},
        last: undefined,
        only: assertion.id,
        ...known,
        value,
        first: assertion.first,
      })
    const member = graph.members.get(key) as Member
    if (member.only !== undefined && member.only !== assertion.id)
      graph.members.set(key, { ...member, only: undefined })
  }
  const anyShared = keys.some((key) => graph.shared.has(key))
  for (let i = 0; i < keys.length; i++)
    for (let j = i + 1; j < keys.length; j++) {
      const [a, b] = [keys[i] as Key, keys[j] as Key]
      if (anyShared) {
        addAnchor(graph, a, b, policy)
        addAnchor(graph, b, a, policy)
        if (graph.shared.has(a) && graph.shared.has(b)) continue
      }
      connect(graph, a, b, assertion.first)
    }
  for (const key of keys) if (graph.members.has(key) && isOverShared(graph, key, policy)) setAside(graph, key, policy)
}

const connect = (graph: Graph, a: Key, b: Key, first: number): void => {
  lower(graph.edges, a, b, first)
  lower(graph.edges, b, a, first)
}

const lower = (edges: Graph["edges"], from: Key, to: Key, first: number): void => {
  const neighbours = edges.get(from)
  if (neighbours === undefined) edges.set(from, new Map([[to, first]]))
  else if (first < (neighbours.get(to) ?? Number.POSITIVE_INFINITY)) neighbours.set(to, first)
}

/** A shared identifier lists the anchors it was seen with, up to a cap: a switchboard costs constant work. */
const addAnchor = (graph: Graph, shared: Key, anchor: Key, policy: LinkingPolicy): void => {
  const state = graph.shared.get(shared)
  if (state === undefined || state.saturated) return
  const kind = kindOf(anchor)
  if (limitFor(kindOf(shared), kind, policy) === undefined || state.anchors.get(kind)?.has(anchor)) return
  const listed = [...state.anchors.values()].reduce((sum, keys) => sum + keys.size, 0)
  if (listed >= policy.anchorCap) {
    graph.shared.set(shared, { ...state, saturated: true, changed: true })
    return
  }
  const anchors = new Map(state.anchors).set(kind, new Set([...(state.anchors.get(kind) ?? []), anchor]))
  graph.shared.set(shared, { ...state, anchors, changed: true })
}

/** How many of these anchors an identifier may be seen with; nothing where they do not count. */
export const limitFor = (kind: IdentifierKind, anchor: IdentifierKind, policy: LinkingPolicy): number | undefined => {
  const limits = ruleOf(policy, kind).anchors
  return limits[anchor] ?? (anchor.startsWith("crm.") ? limits["crm"] : undefined)
}

/** Anchors by kind, up to the cap; those that are shared themselves still count. */
const anchorsOf = (graph: Graph, key: Key, policy: LinkingPolicy): Pick<Shared, "anchors" | "saturated"> => {
  const kind = kindOf(key)
  const anchors = new Map<IdentifierKind, Set<Key>>()
  let listed = 0
  for (const other of graph.edges.get(key)?.keys() ?? []) {
    const anchor = kindOf(other)
    if (limitFor(kind, anchor, policy) === undefined) continue
    if (listed === policy.anchorCap) return { anchors, saturated: true }
    listed += 1
    const known = anchors.get(anchor)
    if (known === undefined) anchors.set(anchor, new Set([other]))
    else known.add(other)
  }
  return { anchors, saturated: false }
}

/** Whether it was seen with more of an anchor kind than may be. */
export const isOverShared = (graph: Graph, key: Key, policy: LinkingPolicy): boolean => {
  const kind = kindOf(key)
  const { anchors } = ruleOf(policy, kind)
  const neighbours = graph.edges.get(key)
  if (neighbours === undefined || neighbours.size <= leastLimit(anchors)) return false
  const seen = new Map<IdentifierKind, number>()
  const isCounted = graph.merges.size === 0 ? undefined : oncePerRecord(graph)
  for (const other of neighbours.keys()) {
    if (isCounted?.(other) === true) continue
    const anchor = kindOf(other)
    const limit = limitFor(kind, anchor, policy)
    if (limit === undefined) continue
    const count = (seen.get(anchor) ?? 0) + 1
    if (count > limit) return true
    seen.set(anchor, count)
  }
  return false
}

/** With no more neighbours than this nothing can be over its limit. */
const leastLimit = (anchors: Readonly<Record<string, number>>): number => {
  let least = Number.POSITIVE_INFINITY
  for (const anchor in anchors) least = Math.min(least, anchors[anchor] as number)
  return least
}

/** Ids that a CRM has made one record of are one anchor. */
const oncePerRecord = (graph: Graph): ((anchor: Key) => boolean) => {
  const nameOf = recordNames(graph.merges.values())
  const counted = new Set<Key>()
  return (anchor) => {
    const name = nameOf(anchor)
    if (counted.has(name)) return true
    counted.add(name)
    return false
  }
}

/** From now on this identifier joins nobody. Its edges stay with their unshared ends, as those ends' anchors. */
const setAside = (graph: Graph, key: Key, policy: LinkingPolicy): void => {
  graph.members.delete(key)
  graph.shared.set(key, { ...anchorsOf(graph, key, policy), bans: bannedFrom(graph, key), changed: true })
}

/** As if nothing had ever asserted it. */
export const remove = (graph: Graph, key: Key): void => {
  for (const other of graph.edges.get(key)?.keys() ?? []) graph.edges.get(other)?.delete(key)
  graph.edges.delete(key)
  graph.members.delete(key)
}

/** Every pair once, among these unshared identifiers; all there are if none are named. */
export const linkingEdges = (graph: Graph, keys: Iterable<Key> = graph.members.keys()): ReadonlyArray<Edge> => {
  const edges: Array<Edge> = []
  for (const a of keys)
    for (const [b, first] of graph.edges.get(a) ?? []) if (a < b && graph.members.has(b)) edges.push({ a, b, first })
  return edges
}

/** Identifiers that unshared edges connect. */
export const connectedGroups = (graph: Graph): ReadonlyArray<ReadonlyArray<Key>> => {
  const seen = new Set<Key>()
  const groups: Array<ReadonlyArray<Key>> = []
  for (const start of graph.members.keys()) {
    if (seen.has(start)) continue
    seen.add(start)
    const group = [start]
    for (let i = 0; i < group.length; i++)
      for (const next of graph.edges.get(group[i] as Key)?.keys() ?? [])
        if (graph.members.has(next) && !seen.has(next)) {
          seen.add(next)
          group.push(next)
        }
    groups.push(group)
  }
  return groups
}
