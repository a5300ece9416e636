import type { Claim } from "@kith/core/identity/Calibration"
import type { Ending } from "./Centre.ts"

/** How a grouping of conversations compares with the truth, over all pairs of them. */
export interface Pairwise {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Most true persons in one group. */
  readonly largestFalseCluster: number
}

const countBy = <A>(all: ReadonlyArray<A>, nameOf: (a: A) => string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const a of all) counts.set(nameOf(a), (counts.get(nameOf(a)) ?? 0) + 1)
  return counts
}
const pairsIn = (counts: ReadonlyMap<string, number>) =>
  [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0)

export interface Grouped {
  readonly group: string
  readonly truth: string
}

export const pairwise = (all: ReadonlyArray<Grouped>): Pairwise => {
  const found = pairsIn(countBy(all, ({ group }) => group))
  const wanted = pairsIn(countBy(all, ({ truth }) => truth))
  const both = countBy(all, ({ group, truth }) => `${group}|${truth}`)
  const right = pairsIn(both)
  const truths = countBy([...both.keys()], (pair) => pair.split("|")[0] ?? "")
  const precision = found === 0 ? 1 : right / found
  const recall = wanted === 0 ? 1 : right / wanted
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
  const largest = Math.max(...truths.values())
  return { precision, recall, f1, largestFalseCluster: largest === 1 ? 0 : largest }
}

/** Whose a person is: the truth of most of what its own evidence brought together, tier 2's gifts left out. */
export const ownersOf = (endings: ReadonlyArray<Ending>): ReadonlyMap<string, string> => {
  const owners = new Map<string, { readonly truth: string; readonly count: number }>()
  const own = endings.filter(({ joined, customerId, outcome }) =>
    joined === undefined ? outcome.resolutionTier !== 2 : joined === customerId,
  )
  const counts = countBy(own, ({ customerId, row }) => `${customerId}|${row.truth}`)
  for (const [pair, count] of counts) {
    const [customerId = "", truth = ""] = pair.split("|")
    if (count > (owners.get(customerId)?.count ?? 0)) owners.set(customerId, { truth, count })
  }
  return new Map([...owners].map(([customerId, { truth }]) => [customerId, truth]))
}

/** What tier 2 stated of whoever it held most probable, given or not; nothing where it told of nobody. */
const claimOf = (
  { outcome, stated, row, likeliest }: Ending,
  owners: ReadonlyMap<string, string>,
): Claim | undefined => {
  const kept = outcome.candidates?.length ?? 0
  if (outcome.resolutionTier === 2)
    return { probability: outcome.confidence, isRight: owners.get(stated) === row.truth, isAlone: kept === 0 }
  if (likeliest === undefined) return undefined
  const isRight = owners.get(likeliest.customerId) === row.truth
  return { probability: likeliest.probability, isRight, isAlone: kept === 1 }
}

export const claimsAmong = (endings: ReadonlyArray<Ending>): ReadonlyArray<Claim> => {
  const owners = ownersOf(endings)
  return endings.map((ending) => claimOf(ending, owners)).filter((claim) => claim !== undefined)
}

/** The same of the conversations that it gave to somebody. */
export const assignmentsAmong = (endings: ReadonlyArray<Ending>): ReadonlyArray<Claim> => {
  const owners = ownersOf(endings)
  return endings
    .filter(({ outcome }) => outcome.resolutionTier === 2)
    .map((ending) => claimOf(ending, owners))
    .filter((claim) => claim !== undefined)
}

/** Conversations that tier 2 left alone although it held somebody possible. */
export const abstentionsAmong = (endings: ReadonlyArray<Ending>): number =>
  endings.filter(({ outcome }) => outcome.resolutionTier === 3 && (outcome.candidates?.length ?? 0) > 0).length

/** The conversations that identifiers join, person by person: one text for one partition. */
export const tierOnePartition = (endings: ReadonlyArray<Ending>): string => {
  const groups = new Map<string, Array<string>>()
  for (const { joined, row } of endings)
    if (joined !== undefined) groups.set(joined, [...(groups.get(joined) ?? []), row.id])
  return [...groups.values()]
    .map((ids) => ids.sort().join(" "))
    .sort()
    .join("\n")
}
