import type { Block } from "./Blocking.ts"
import type { Claim } from "./Calibration.ts"
import { compareFeature, type FeatureName, type Features } from "./Compare.ts"
import { type Fitted, fit, type Level, type Pair, type Shares } from "./Fit.ts"
import { type Moment, type Observation, type Replayed, replay } from "./Replay.ts"
import { type Candidate, choose, commonness, score, sharedness, type Terms } from "./Score.ts"
import { type Rates, ratesAmongStrangers } from "./Strangers.ts"
import { type Comparison, comparisons, type Outcome, type Tier2Policy } from "./Tier2Policy.ts"

/**
 * The blocks whose pairs are weighed, and what these have in common by their nature, which says nothing about them. Those
 * of places and devices teach nothing: a household has its network, its name and its postal code in common, and would be
 * taken for one person who often gives another first name.
 */
const decidedBy: Partial<Record<Block["kind"], ReadonlyArray<Comparison>>> = {
  lastNameAndBirth: ["lastName", "dateOfBirth"],
  firstNameAndBirth: ["firstName", "dateOfBirth"],
  birthAndPostalCode: ["dateOfBirth", "postalCode"],
  nameAndPostalCode: ["firstName", "lastName", "postalCode"],
}

export interface PolicyFit {
  readonly tier2: Tier2Policy
  readonly observations: number
  readonly fitted: Fitted
  /** Of the observations that are held to account: the most probable candidate of each. */
  readonly claims: ReadonlyArray<Claim>
}

/**
 * Learns the weights of tier 2 from what was observed. Pairs whose labels agree anchor m, all others that a block brought
 * together are weighed by what else they have in common; u comes from strangers; and the prior is set so that as many
 * candidates turn out right as the probabilities promise.
 *
 * @param accounts those that the prior is set by, where they are others than those to learn from
 */
export const fitPolicy = (
  observations: ReadonlyArray<Observation>,
  before: Tier2Policy,
  fittedOn: string,
  accounts = observations,
): PolicyFit => {
  const replayed = replay(observations, before.carriers.listed)
  const u = ratesAmongStrangers(replayed, before)
  const pairs = replayed.moments.flatMap((moment) => pairsOf(moment, u, before))
  const fitted = fit(pairs, { m: sharesOf(before), shares: {} })
  const weighed = { ...before, fittedOn, comparisons: weighing(before, fitted, u) }
  const decided = decidedAmong(accounts === observations ? replayed : replay(accounts, before.carriers.listed))
  const tier2 = { ...weighed, prior: priorFor(decided, weighed) }
  return { tier2, observations: observations.length, fitted, claims: claimsOf(decided, tier2) }
}

/** How a policy does on observations that it was not fitted on. */
export const holdToAccount = (observations: ReadonlyArray<Observation>, policy: Tier2Policy): ReadonlyArray<Claim> =>
  claimsOf(decidedAmong(replay(observations, policy.carriers.listed)), policy)

/** Candidates of whom nothing is known prove nothing. */
const decidedAmong = ({ moments }: Replayed): ReadonlyArray<Moment> =>
  moments
    .filter(({ observation }) => observation.decides && observation.label !== undefined)
    .map((moment) => ({ ...moment, suggested: moment.suggested.filter(({ label }) => label !== undefined) }))

/** Pairs whose labels tell what they are count for their groups' shares only: what they have in common is the anchors'. */
const pairsOf = (
  { observation, terms, suggested, own }: Moment,
  u: Rates,
  policy: Tier2Policy,
): ReadonlyArray<Pair> => [
  ...(own === undefined ? [] : [pairOf(observation, own, terms, u, policy, "known", [], true)]),
  ...suggested.flatMap(({ candidate, blocks, label }) =>
    blocks.flatMap((block): ReadonlyArray<Pair> => {
      const inCommon = decidedBy[block]
      if (inCommon === undefined) return []
      return label !== undefined && observation.label !== undefined
        ? [{ group: block, levels: {}, u: {}, isSame: label === observation.label }]
        : [pairOf(observation, candidate, terms, u, policy, block, inCommon)]
    }),
  ),
]

const pairOf = (
  { signals }: Observation,
  candidate: Candidate,
  terms: Terms,
  u: Rates,
  policy: Tier2Policy,
  group: string,
  leftOut: ReadonlyArray<Comparison>,
  isSame?: boolean,
): Pair => {
  const levels: Record<string, Level> = {}
  const rates: Record<string, number> = {}
  const take = (comparison: Comparison, level: Level, discount: number) => {
    if (leftOut.includes(comparison)) return
    levels[comparison] = level
    rates[comparison] = rateOf(u[comparison], level, discount)
  }
  const present = { device: signals.device, network: signals.ip, sharedIdentifier: signals.sharedIdentifiers[0] }
  for (const [name, value] of Object.entries(present)) {
    const comparison = name as keyof typeof present
    const meeting = candidate.meetings.find((met) => met.comparison === comparison)
    const isOneWith = comparison === "network" && candidate.meetings.some((met) => met.comparison === "device")
    if (value !== undefined && !isOneWith)
      take(comparison, meeting?.outcome ?? "none", sharedness(comparison, meeting?.carriers ?? 1, policy))
  }
  for (const [feature, outcome] of comparedFeatures(signals.features, candidate.features))
    take(feature, outcome, outcome === "same" ? commonness(terms[feature] ?? 1, policy) : 1)
  return { group, levels, u: rates, isSame }
}

const comparedFeatures = (x: Features, y: Features): ReadonlyArray<readonly [FeatureName, Outcome]> =>
  (Object.keys(compareFeature) as ReadonlyArray<FeatureName>).flatMap((feature) => {
    const [a, b] = [x[feature], y[feature]]
    return a === undefined || b === undefined ? [] : [[feature, compareFeature[feature](a, b)] as const]
  })

/** `none` is what no outcome takes. */
const rateOf = (rates: Rates[Comparison], level: Level, discount: number): number =>
  level === "none"
    ? 1 - Object.values(rates).reduce((sum, rate) => sum + rate, 0)
    : Math.min(0.5, (rates[level] ?? 0) * (level === "same" || level.startsWith("sameAddress") ? discount : 1))

const sharesOf = ({ comparisons: now }: Tier2Policy): Shares =>
  Object.fromEntries(
    Object.entries(now).map(([comparison, levels]) => {
      const shares = Object.fromEntries(Object.entries(levels).map(([level, { m }]) => [level, m]))
      const rest = 1 - Object.values(shares).reduce((sum, share) => sum + share, 0)
      return [comparison, { ...shares, none: Math.max(0.01, rest) }]
    }),
  )

const within = (rate: number) => Math.min(0.999, Math.max(0.000001, Number(rate.toPrecision(3))))

/** What was believed before counts as much as so many pairs: a handful that all agree proves no certainty. */
const believed = 20

/** Reasons stay; where nothing was there to learn from, so do the numbers. */
const weighing = (before: Tier2Policy, { m, evidence }: Fitted, u: Rates): Tier2Policy["comparisons"] =>
  Object.fromEntries(
    (Object.keys(comparisons) as ReadonlyArray<Comparison>).map((comparison) => {
      const pairs = evidence[comparison] ?? 0
      const learn = ([level, was]: [string, { m: number; u: number; reason: string }]) => {
        const learned = m[comparison]?.[level as Outcome] ?? 0
        const rate = u[comparison][level as Outcome] ?? was.u
        const mixed = (learned * pairs + was.m * believed) / (pairs + believed)
        return [level, pairs === 0 ? was : { m: within(mixed), u: within(rate), reason: was.reason }]
      }
      return [comparison, Object.fromEntries(Object.entries(before.comparisons[comparison]).map(learn))]
    }),
  ) as Tier2Policy["comparisons"]

const scoredIn = ({ observation, suggested, terms }: Moment, policy: Tier2Policy) =>
  suggested.map(({ candidate, label }) => ({
    ...score(observation.signals.features, candidate, terms, policy),
    isRight: label !== undefined && label === observation.label,
  }))

/** Raising the prior raises every probability: halve the interval until they promise what there is. */
const priorFor = (moments: ReadonlyArray<Moment>, policy: Tier2Policy): number => {
  let [low, high] = [-30, 0]
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    const claims = claimsOf(moments, { ...policy, prior: 1 / (1 + 2 ** -middle) })
    const surplus = claims.reduce((sum, { probability, isRight }) => sum + probability - Number(isRight), 0)
    if (surplus > 0) high = middle
    else low = middle
  }
  return Number((1 / (1 + 2 ** -low)).toPrecision(3))
}

/** What is stated of the most probable candidate of each moment, where there is one. */
const claimsOf = (moments: ReadonlyArray<Moment>, policy: Tier2Policy): ReadonlyArray<Claim> =>
  moments.flatMap((moment) => {
    const scored = scoredIn(moment, policy)
    const [best] = choose(scored, policy).ranked
    if (best === undefined) return []
    const { isRight = false } = scored.find(({ customerId }) => customerId === best.customerId) ?? {}
    return [{ probability: best.probability, isRight }]
  })
