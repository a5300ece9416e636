import type { Outcome } from "./Tier2Policy.ts"

/**
 * Expectation–maximisation for Fellegi and Sunter's model: how often one person's two sightings compare as they do (m),
 * from pairs of which few or none are known to be one person's. How often strangers' do (u) is known beforehand, from
 * random pairs, which are strangers' all but always.
 */

/** `none`: there was something to compare, and nothing in common. */
export type Level = Outcome | "none"

/** Two that were compared, one row for each reason to compare them. */
export interface Pair {
  /** What brought them together: in each such group another share of the pairs is one person's. */
  readonly group: string
  /** By comparison. What brought them together is left out: it says nothing more within its group. */
  readonly levels: Readonly<Record<string, Level>>
  /** How often this outcome occurs between strangers, the commonness of the value included. */
  readonly u: Readonly<Record<string, number>>
  /** Known to be one person's, or two people's; those that are not known are weighed. */
  readonly isSame?: boolean | undefined
}

/** By comparison and level. */
export type Shares = Readonly<Record<string, Readonly<Partial<Record<Level, number>>>>>

export interface Fitted {
  readonly m: Shares
  /** Share of one person's pairs in each group. */
  readonly shares: Readonly<Record<string, number>>
  /** How many of one person's pairs each comparison's m rests on. */
  readonly evidence: Readonly<Record<string, number>>
  /** After each round: never falls. */
  readonly logLikelihoods: ReadonlyArray<number>
}

export interface Model {
  readonly m: Shares
  readonly shares: Readonly<Record<string, number>>
}

const tiny = 1e-12

/** From `start` until a round gains less than `gain` for each pair, at most `rounds` of them. */
export const fit = (pairs: ReadonlyArray<Pair>, start: Model, rounds = 200, gain = 1e-7): Fitted => {
  let model: Model & Pick<Fitted, "evidence"> = { ...start, evidence: {} }
  const logLikelihoods: Array<number> = []
  for (let round = 0; round < rounds; round++) {
    const { next, logLikelihood } = improve(pairs, model)
    const before = logLikelihoods.at(-1)
    logLikelihoods.push(logLikelihood)
    model = next
    if (before !== undefined && logLikelihood - before < gain * pairs.length) break
  }
  return { ...model, logLikelihoods }
}

/** One round; the likelihood is that of the model it began with. */
const improve = (
  pairs: ReadonlyArray<Pair>,
  model: Model,
): { readonly next: Model & Pick<Fitted, "evidence">; readonly logLikelihood: number } => {
  const counts = new Map<string, Map<Level, number>>()
  const groups = new Map<string, { same: number; all: number }>()
  let logLikelihood = 0
  for (const pair of pairs) {
    const share = model.shares[pair.group] ?? 0.5
    const same = Math.log(Math.max(tiny, share)) + logOf(pair, (c, level) => model.m[c]?.[level] ?? tiny)
    const other = Math.log(Math.max(tiny, 1 - share)) + logOf(pair, (c) => pair.u[c] ?? tiny)
    const both = Math.max(same, other) + Math.log1p(Math.exp(-Math.abs(same - other)))
    const probability = pair.isSame === undefined ? Math.exp(same - both) : Number(pair.isSame)
    logLikelihood += pair.isSame === undefined ? both : pair.isSame ? same : other
    const group = groups.get(pair.group) ?? { same: 0, all: 0 }
    groups.set(pair.group, { same: group.same + probability, all: group.all + 1 })
    for (const [comparison, level] of Object.entries(pair.levels)) {
      const levels = counts.get(comparison) ?? new Map<Level, number>()
      counts.set(comparison, levels.set(level, (levels.get(level) ?? 0) + probability))
    }
  }
  const m = Object.fromEntries([...counts].map(([comparison, levels]) => [comparison, shareOut(levels)]))
  const shares = Object.fromEntries([...groups].map(([name, { same, all }]) => [name, same / all]))
  const evidence = Object.fromEntries([...counts].map(([comparison, levels]) => [comparison, total(levels)]))
  return { next: { m, shares, evidence }, logLikelihood }
}

/** How the comparisons of pairs turn out that are all known to be of one sort, and how many pairs tell of each. */
export const countLevels = (
  pairs: ReadonlyArray<Pair>,
): { readonly shares: Shares; readonly evidence: Fitted["evidence"] } => {
  const counts = new Map<string, Map<Level, number>>()
  for (const { levels } of pairs)
    for (const [comparison, level] of Object.entries(levels)) {
      const known = counts.get(comparison) ?? new Map<Level, number>()
      counts.set(comparison, known.set(level, (known.get(level) ?? 0) + 1))
    }
  return {
    shares: Object.fromEntries([...counts].map(([comparison, levels]) => [comparison, shareOut(levels)])),
    evidence: Object.fromEntries([...counts].map(([comparison, levels]) => [comparison, total(levels)])),
  }
}

const logOf = ({ levels }: Pair, rate: (comparison: string, level: Level) => number): number =>
  Object.entries(levels).reduce(
    (sum, [comparison, level]) => sum + Math.log(Math.max(tiny, rate(comparison, level))),
    0,
  )

const total = (levels: ReadonlyMap<Level, number>): number =>
  [...levels.values()].reduce((sum, count) => sum + count, 0)

const shareOut = (levels: ReadonlyMap<Level, number>): Readonly<Partial<Record<Level, number>>> => {
  const all = total(levels)
  return Object.fromEntries([...levels].map(([level, count]) => [level, all === 0 ? 0 : count / all]))
}
