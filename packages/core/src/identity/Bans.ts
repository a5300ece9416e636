import { type IdentifierKind, type Key, kindOf } from "../identifier/Identifier.ts"
import { bannedFrom, type Evidence, type Graph, graphOf } from "./Graph.ts"
import { type Ban, pairOf } from "./Partition.ts"
import type { ComponentRecord } from "./Records.ts"
import { type Resolved, take } from "./Resolve.ts"
import type { Setting } from "./Setting.ts"
import { before } from "./Settle.ts"

/** That two identifiers must never be one person's, or that they may be again. */
export interface BanOrder extends Ban {
  readonly lift: boolean
}

/** A person in ids and keys, no values. */
export interface PersonOutline {
  readonly customerId: string
  readonly former: ReadonlyArray<string>
  readonly identifiers: ReadonlyArray<{ readonly kind: IdentifierKind; readonly key: Key }>
}

/** The persons that an order concerns: those of its identifiers, and whoever is another before than after. */
export interface BanEffect {
  readonly before: ReadonlyArray<PersonOutline>
  readonly after: ReadonlyArray<PersonOutline>
}

/** An identifier that is never itself in so many pairs is a policy's business, not an operator's. */
export const mostBans = 64

/** Whether an identifier is in as many pairs as its document holds. */
export const isFull = (order: BanOrder, { components, identifiers }: Evidence): boolean => {
  const graph = graphOf(components, identifiers)
  const others = (key: Key) => new Set([...bannedFrom(graph, key), ...(graph.shared.get(key)?.bans ?? [])])
  const isNew = !others(order.a).has(order.b)
  return isNew && [order.a, order.b].some((key) => others(key).size >= mostBans)
}

/**
 * The graph with a pair banned, or no longer. A ban stands at both its ends, wherever they are: in a component, with a
 * shared identifier, or waiting where the identifier has not been seen yet; no event is ever lost to one.
 */
export const decideBan = (order: BanOrder, evidence: Evidence, setting: Setting): Resolved => {
  const graph = graphOf(evidence.components, evidence.identifiers)
  const was = before(graph, evidence.components, setting.policy)
  const { a, b } = pairOf(order.a, order.b)
  if (order.lift) graph.bans.delete(`${a}|${b}`)
  else graph.bans.set(`${a}|${b}`, { a, b })
  const waiting = new Map<Key, ReadonlyArray<Key>>()
  for (const [key, other] of [[a, b] as const, [b, a] as const]) {
    const known = evidence.identifiers.get(key)
    atShared(graph, key, other, order.lift)
    if (known === undefined && !order.lift) waiting.set(key, [other])
    if (known?.state === "banned") waiting.set(key, changed(known.from, other, order.lift))
  }
  return { ...take(graph, was, [], setting), waiting }
}

const atShared = (graph: Graph, key: Key, other: Key, lift: boolean): void => {
  const state = graph.shared.get(key)
  if (state !== undefined) graph.shared.set(key, { ...state, bans: changed(state.bans, other, lift), changed: true })
}

const changed = (keys: ReadonlyArray<Key>, other: Key, lift: boolean): ReadonlyArray<Key> => [
  ...keys.filter((key) => key !== other),
  ...(lift ? [] : [other]),
]

/** What an order does to whom. */
export const effectOf = (
  order: BanOrder,
  was: ReadonlyArray<ComponentRecord>,
  is: ReadonlyArray<ComponentRecord>,
): BanEffect => {
  const [before, after] = [outlines(was), outlines(is)]
  const concerned = (others: ReadonlyArray<PersonOutline>) => {
    const same = new Set(others.map((person) => JSON.stringify(person)))
    return (person: PersonOutline) =>
      person.identifiers.some(({ key }) => key === order.a || key === order.b) || !same.has(JSON.stringify(person))
  }
  return { before: before.filter(concerned(after)), after: after.filter(concerned(before)) }
}

/** The persons of these components, by id. */
export const outlines = (components: ReadonlyArray<ComponentRecord>): ReadonlyArray<PersonOutline> =>
  components
    .flatMap(({ persons }) => persons)
    .map(({ id, former, members }) => ({
      customerId: id,
      former: former.map((one) => one.id).sort(),
      identifiers: [...members].sort().map((key) => ({ kind: kindOf(key), key })),
    }))
    .sort((x, y) => (x.customerId < y.customerId ? -1 : 1))

/** The identifier an id follows: the person's own id, or one that it took over. */
export const founderOf = ({ persons }: ComponentRecord, customerId: string): Key | undefined => {
  for (const { id, founder, former } of persons) {
    if (id === customerId) return founder
    const taken = former.find((one) => one.id === customerId)
    if (taken !== undefined) return taken.founder
  }
  return undefined
}
