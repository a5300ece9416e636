import type { Block } from "./Blocking.ts"
import type { Claim } from "./Calibration.ts"
import { compareFeatures } from "./Compare.ts"
import { countLevels, type Fitted, fit, type Level, type Pair, type Shares } from "./Fit.ts"
import { type Moment, type Observation, type Replayed, replay } from "./Replay.ts"
import {
  bitsOf,
  type Candidate,
  choose,
  commonness,
  type Part,
  partsOf,
  sharedness,
  type Terms,
  worthKeeping,
} from "./Score.ts"
import { type Rates, ratesAmongStrangers } from "./Strangers.ts"
import { type Comparison, comparisons, type Outcome, type Tier2Policy } from "./Tier2Policy.ts"

/** The blocks whose pairs are weighed, and what these have in common by their nature, which says nothing about them. */
const decidedBy: Partial<Record<Block["kind"], ReadonlyArray<Comparison>>> = {
  fullName: ["firstName", "lastName"],
  lastNameAndBirth: ["lastName", "dateOfBirth"],
  firstNameAndBirth: ["firstName", "dateOfBirth"],
  birth: ["dateOfBirth"],
  birthAndPostalCode: ["dateOfBirth", "postalCode"],
  nameAndPostalCode: ["firstName", "lastName", "postalCode"],
  mailbox: ["email"],
}

/**
 * Devices and lines: those whom these bring together and who are known to be two people teach what people near each other
 * have in common. Of those who are not known they teach nothing: a household has its network, its name and its postal code
 * in common, and would be taken for one person who often gives another first name.
 */
const nearBy: Partial<Record<Block["kind"], ReadonlyArray<Comparison>>> = {
  device: ["device", "network"],
  sharedIdentifier: ["sharedIdentifier"],
  // Of a network's people those of one family name: how often these are met on one device.
  address: ["network", "lastName"],
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
  const near = countLevels(replayed.moments.flatMap((moment) => nearPairsOf(moment, u, before)))
  const calibration = { points: [], reason: "Not measured yet." }
  const weighed = { ...before, fittedOn, calibration, comparisons: weighing(before, fitted, near, u) }
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
      const isKnown = label !== undefined && observation.label !== undefined
      const inCommon = decidedBy[block]
      if (inCommon === undefined) return []
      return isKnown
        ? [{ group: block, levels: {}, u: {}, isSame: label === observation.label }]
        : [pairOf(observation, candidate, terms, u, policy, block, inCommon)]
    }),
  ),
]

/** Pairs of two people near each other. Where more than a few come and go nobody lives. */
const nearPairsOf = ({ observation, terms, suggested }: Moment, u: Rates, policy: Tier2Policy): ReadonlyArray<Pair> =>
  suggested.flatMap(({ candidate, blocks, label }) => {
    const isOther = label !== undefined && observation.label !== undefined && label !== observation.label
    const isHome = candidate.meetings.every(({ carriers }) => carriers <= 4)
    const isFamily = compareFeatures(observation.signals.features, candidate.features).some(
      ([feature, outcome]) => feature === "lastName" && outcome === "same",
    )
    if (!(isOther && isHome)) return []
    return blocks.flatMap((block) => {
      const inCommon = nearBy[block]
      if (inCommon === undefined) return []
      const pair = pairOf(observation, candidate, terms, u, policy, block, inCommon)
      return block !== "address" || isFamily ? [pair] : []
    })
  })

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
  for (const [feature, outcome] of compareFeatures(signals.features, candidate.features))
    take(feature, outcome, outcome === "same" ? commonness(terms[feature] ?? 1, policy) : 1)
  return { group, levels, u: rates, isSame }
}

/** `none` is what no outcome takes. */
const rateOf = (rates: Rates[Comparison], level: Level, discount: number): number =>
  level === "none"
    ? 1 - Object.values(rates).reduce((sum, rate) => sum + rate, 0)
    : Math.min(0.5, (rates[level] ?? 0) * (level === "same" || level.startsWith("sameAddress") ? discount : 1))

/** What an outcome does not take is `none`; of what tier 1 joins, that it is the same. */
const sharesOf = ({ comparisons: now }: Tier2Policy): Shares =>
  Object.fromEntries(
    Object.entries(now).map(([comparison, levels]) => {
      const shares = Object.fromEntries(Object.entries(levels).map(([level, { m }]) => [level, m]))
      const rest = Math.max(0.01, 1 - Object.values(shares).reduce((sum, share) => sum + share, 0))
      return [comparison, { ...shares, none: rest, ...(shares["same"] === undefined && { same: rest }) }]
    }),
  )

const within = (rate: number) => Math.min(0.999, Math.max(0.000001, Number(rate.toPrecision(3))))

/** What was believed before counts as much as so many pairs: a handful that all agree proves no certainty. */
const believed = 20

/** Reasons stay; where nothing was there to learn from, so do the numbers. */
const weighing = (
  before: Tier2Policy,
  { m, evidence }: Fitted,
  near: ReturnType<typeof countLevels>,
  u: Rates,
): Tier2Policy["comparisons"] =>
  Object.fromEntries(
    (Object.keys(comparisons) as ReadonlyArray<Comparison>).map((comparison) => {
      const learned = (shares: Shares, pairs: number, level: string, was: number) => {
        const now = shares[comparison]?.[level as Outcome] ?? 0
        return pairs === 0 ? was : within((now * pairs + was * believed) / (pairs + believed))
      }
      const [ofPerson, ofNear] = [evidence[comparison] ?? 0, near.evidence[comparison] ?? 0]
      const learn = ([level, was]: [string, { m: number; h: number; u: number; reason: string }]) => [
        level,
        {
          m: learned(m, ofPerson, level, was.m),
          h: learned(near.shares, ofNear, level, was.h),
          u: ofPerson === 0 ? was.u : within(u[comparison][level as Outcome] ?? was.u),
          reason: was.reason,
        },
      ]
      return [comparison, Object.fromEntries(Object.entries(before.comparisons[comparison]).map(learn))]
    }),
  ) as Tier2Policy["comparisons"]

/** What comparisons come to, whatever the prior. */
type Sum = Pick<Part, "person" | "near">

/** A candidate with everything but the prior worked out. */
interface Worked {
  readonly customerId: string
  readonly sum: Sum
  /** How the candidates that come after compare with this one. */
  readonly others: ReadonlyMap<string, Sum>
  readonly isRight: boolean
}

const workedIn = ({ observation, suggested, terms }: Moment, policy: Tier2Policy): ReadonlyArray<Worked> =>
  suggested.map(({ candidate, label }, n) => ({
    customerId: candidate.customerId,
    sum: sumOf(partsOf(observation.signals.features, candidate, terms, policy)),
    others: new Map(
      suggested.slice(n + 1).map(({ candidate: { customerId, features } }) => {
        const parts = partsOf(candidate.features, { customerId, features, meetings: [] }, terms, policy)
        return [customerId, sumOf(parts)]
      }),
    ),
    isRight: label !== undefined && label === observation.label,
  }))

const sumOf = (parts: ReadonlyArray<Part>): Sum => ({
  person: parts.reduce((sum, part) => sum + part.person, 0),
  near: parts.reduce((sum, part) => sum + part.near, 0),
})

/** What is stated of the most probable candidate, where there is one. */
const claimOf = (worked: ReadonlyArray<Worked>, policy: Tier2Policy): ReadonlyArray<Claim> => {
  const scored = worked.map(({ customerId, sum }) => ({
    customerId,
    probability: 1 / (1 + 2 ** -bitsOf([sum], policy.prior)),
    because: [],
  }))
  const byId = new Map(worked.map((one) => [one.customerId, one]))
  const isOne = (x: string, y: string) => {
    const sum = byId.get(x)?.others.get(y) ?? byId.get(y)?.others.get(x)
    return sum !== undefined && bitsOf([sum], policy.prior) >= 0
  }
  const [best, rival] = choose(scored, policy, isOne).ranked
  return best === undefined
    ? []
    : [
        {
          probability: best.probability,
          isRight: byId.get(best.customerId)?.isRight === true,
          isAlone: (rival?.probability ?? 0) < worthKeeping,
        },
      ]
}

const claimsOf = (moments: ReadonlyArray<Moment>, policy: Tier2Policy): ReadonlyArray<Claim> =>
  moments.flatMap((moment) => claimOf(workedIn(moment, policy), policy))

/** The pair of priors under which what came true was likeliest: one after the other, halving the step, until they stay. */
const priorFor = (moments: ReadonlyArray<Moment>, policy: Tier2Policy): Tier2Policy["prior"] => {
  const worked = moments.map((moment) => workedIn(moment, policy))
  const priorAt = ([x, y]: readonly [number, number]) => ({
    person: share(x) * 0.98,
    near: share(y) * 0.98 * (1 - share(x)),
  })
  const lossAt = (at: readonly [number, number]) => {
    const claims = worked.flatMap((one) => claimOf(one, { ...policy, prior: priorAt(at) }))
    return claims.reduce((sum, { probability: p, isRight }) => sum - Math.log(Math.max(1e-6, isRight ? p : 1 - p)), 0)
  }
  let at: readonly [number, number] = [-6, -3]
  let least = lossAt(at)
  for (let step = 2; step > 0.05; step /= 2)
    for (let moved = true; moved; ) {
      moved = false
      for (const [dx, dy] of [
        [step, 0],
        [-step, 0],
        [0, step],
        [0, -step],
      ] as const) {
        const next = [at[0] + dx, at[1] + dy] as const
        const loss = lossAt(next)
        if (loss < least) [at, least, moved] = [next, loss, true]
      }
    }
  const { person, near } = priorAt(at)
  return { person: Number(person.toPrecision(3)), near: Number(near.toPrecision(3)) }
}

const share = (bits: number): number => 1 / (1 + 2 ** -bits)
