import type { Told } from "./history.ts"
import { identifierOf } from "./history.ts"

/**
 * Who is one person, the slow and obvious way, from the whole history at once. It shares no code with the product: only
 * the policy's numbers and the way an identifier is written (`keyOf`).
 */
export interface Oracle {
  /** Members of each person, sorted, persons sorted. */
  readonly persons: ReadonlyArray<string>
  /** Shared identifiers, sorted. */
  readonly shared: ReadonlyArray<string>
  /** Refused pairs with the rule that forbade them, sorted. */
  readonly refused: ReadonlyArray<string>
  /** Former ids of CRM records and the ids beside which they were called so, sorted. */
  readonly merges: ReadonlyArray<string>
  /** Pairs seen together, but for those of two shared identifiers, each with the first time, sorted. */
  readonly pairs: ReadonlyArray<string>
}

export interface Numbers {
  readonly kinds: Readonly<
    Record<string, { rank: number; exclusive: boolean; limit: number; anchors: Readonly<Record<string, number>> }>
  >
}

type KeyOf = (identifier: { kind: string; value: string }) => string

const family = (key: string): string => (key.startsWith("crm.") ? "crm" : kind(key))
const kind = (key: string): string => key.split(":")[0] as string

export const oracle = (
  history: ReadonlyArray<Told>,
  numbers: Numbers,
  keyOf: KeyOf,
  bans: ReadonlyArray<readonly [string, string]> = [],
): Oracle => {
  const rule = (key: string) => numbers.kinds[family(key)] as Numbers["kinds"][string]
  const sightings = seenIn(history, keyOf)

  const merges = mergesIn(sightings)
  const records = recordsIn(merges)
  /** Ids that a CRM made one record of count as one. */
  const record = (key: string) => records.find((one) => one.includes(key))?.[0] ?? key
  const recordsAmong = (keys: ReadonlyArray<string>) => new Set(keys.map(record)).size

  const edges = new Map<string, { a: string; b: string; first: number }>()
  const everyone = new Set<string>()
  for (const { keys, first } of sightings)
    for (const a of keys) {
      everyone.add(a)
      for (const b of keys)
        if (a < b) {
          const known = edges.get(`${a} ${b}`)
          edges.set(`${a} ${b}`, { a, b, first: Math.min(first, known?.first ?? first) })
        }
    }

  const shared = [...everyone].filter((key) => {
    const partners = [...edges.values()].flatMap(({ a, b }) => (a === key ? [b] : b === key ? [a] : []))
    return [...new Set(partners.map(kind))].some((anchor) => {
      const limit = rule(key).anchors[anchor.startsWith("crm.") ? "crm" : anchor]
      return limit !== undefined && recordsAmong(partners.filter((p) => kind(p) === anchor)) > limit
    })
  })

  const usable = [...edges.values()].filter(({ a, b }) => !shared.includes(a) && !shared.includes(b))
  const strength = ({ a, b }: { a: string; b: string }) => [rule(a).rank, rule(b).rank].sort((x, y) => x - y)
  const isMerge = ({ a, b }: { a: string; b: string }) => merges.some((pair) => pair.includes(a) && pair.includes(b))
  usable.sort((x, y) => {
    if (isMerge(x) !== isMerge(y)) return isMerge(x) ? -1 : 1
    const [xWeak, xStrong] = strength(x) as [number, number]
    const [yWeak, yStrong] = strength(y) as [number, number]
    if (xWeak !== yWeak) return yWeak - xWeak
    if (xStrong !== yStrong) return yStrong - xStrong
    if (x.first !== y.first) return x.first - y.first
    return `${x.a} ${x.b}` < `${y.a} ${y.b}` ? -1 : 1
  })

  let persons = [...everyone].filter((key) => !shared.includes(key)).map((key) => [key])
  const refused: Array<string> = []
  for (const { a, b } of usable) {
    const left = persons.find((p) => p.includes(a)) as Array<string>
    const right = persons.find((p) => p.includes(b)) as Array<string>
    if (left === right) continue
    const together = [...left, ...right]
    const isBanned = bans.some(([x, y]) => together.includes(x) && together.includes(y))
    const isDouble = together.some(
      (key) => rule(key).exclusive && recordsAmong(together.filter((other) => kind(other) === kind(key))) > 1,
    )
    const isTooMany = together.some(
      (key) => recordsAmong(together.filter((other) => family(other) === family(key))) > rule(key).limit,
    )
    const reason = isDouble ? "exclusive" : isTooMany ? "limit" : isBanned ? "ban" : undefined
    if (reason !== undefined) refused.push(`${a} ${b} ${reason}`)
    else persons = [...persons.filter((p) => p !== left && p !== right), together]
  }
  return {
    persons: persons.map((p) => p.sort().join(" ")).sort(),
    shared: shared.sort(),
    refused: refused.sort(),
    merges: [...new Set(merges.map(([from, into]) => `${from} ${into}`))].sort(),
    pairs: [...edges.values()]
      .filter(({ a, b }) => !shared.includes(a) || !shared.includes(b))
      .map(({ a, b, first }) => `${a} ${b} ${first}`)
      .sort(),
  }
}

/** Pairs of ids of which a sighting says that the CRM merged the record of one into that of the other. */
const mergesIn = (sightings: ReadonlyArray<Seen>): ReadonlyArray<readonly [string, string]> =>
  sightings.flatMap(({ keys, former }) =>
    [...former].flatMap((from) =>
      [...keys].flatMap(
        (into): ReadonlyArray<readonly [string, string]> =>
          kind(into) === kind(from) && into !== from ? [[from, into]] : [],
      ),
    ),
  )

/** All ids of each record that has several. */
export const recordsIn = (merges: ReadonlyArray<readonly [string, string]>): ReadonlyArray<ReadonlyArray<string>> => {
  let records: ReadonlyArray<ReadonlyArray<string>> = []
  for (const pair of merges) {
    const met = records.filter((ids) => ids.some((id) => pair.includes(id)))
    records = [...records.filter((ids) => !met.includes(ids)), [...new Set([...pair, ...met.flat()])]]
  }
  return records
}

/** What a sighting asserts and since when; `parts` are the events it consists of. */
export interface Seen {
  readonly id: string
  readonly interaction: string
  /** Of a conference of several customers. */
  readonly participant: string | undefined
  readonly keys: ReadonlySet<string>
  /** Those of them that a CRM calls former ids of another. */
  readonly former: ReadonlySet<string>
  readonly first: number
  readonly parts: ReadonlyArray<Told>
}

export const seenIn = (history: ReadonlyArray<Told>, keyOf: KeyOf): ReadonlyArray<Seen> => {
  const partsOf = (interaction: string) => {
    const all = history.filter((t) => t.interaction === interaction)
    const customers = new Set(all.flatMap((t) => (t.participant?.role === "customer" ? [t.participant.id] : [])))
    return customers.size > 1 ? [...customers].map((c) => all.filter((t) => t.participant?.id === c)) : [all]
  }
  const interactions = [...new Set(history.map((t) => t.interaction))]
  const named = new Set(
    interactions.flatMap((id) =>
      partsOf(id)
        .flat()
        .flatMap(({ links }) => links),
    ),
  )
  const sightings: Array<Seen> = []
  for (const interaction of interactions) {
    const parts = partsOf(interaction)
    for (const part of parts) {
      const keys = new Set<string>()
      const former = new Set<string>()
      for (const told of part) {
        for (const says of told.says) keys.add(keyOf(identifierOf(says)))
        for (const says of told.former ?? []) if (told.says.includes(says)) former.add(keyOf(identifierOf(says)))
        for (const link of told.links) keys.add(keyOf({ kind: "interaction", value: link }))
      }
      if (parts.length === 1 && named.has(interaction)) keys.add(keyOf({ kind: "interaction", value: interaction }))
      const participant = parts.length > 1 ? part[0]?.participant?.id : undefined
      const id = participant === undefined ? interaction : `${interaction}#${participant}`
      const first = Math.min(...part.map((t) => t.at))
      sightings.push({ id, interaction, participant, keys, former, first, parts: part })
    }
  }
  return sightings
}
