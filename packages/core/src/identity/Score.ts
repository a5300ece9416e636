import { Broken } from "../telemetry/Broken.ts"
import { say } from "../telemetry/Harmless.ts"
import { compareFeatures, type FeatureName, type Features } from "./Compare.ts"
import { calibrated } from "./Isotonic.ts"
import type { Because, Meeting } from "./Records.ts"
import type { Comparison, Outcome, Tier2Policy } from "./Tier2Policy.ts"

/** A person that some block brought up. */
export interface Candidate {
  readonly customerId: string
  readonly features: Features
  readonly meetings: ReadonlyArray<Meeting>
}

/** How many people carry a name, as far as they are listed. */
export type Terms = Readonly<Partial<Record<FeatureName, number>>>

export interface Scored {
  readonly customerId: string
  /** Of one candidate by itself; once all are weighed against each other, what the policy promises: of ten at 0.9 nine are right. */
  readonly probability: number
  readonly because: ReadonlyArray<Because>
}

const nouns: { readonly [C in Comparison]: string } = {
  device: "device",
  network: "network",
  sharedIdentifier: "shared number or address",
  firstName: "first name",
  lastName: "last name",
  dateOfBirth: "date of birth",
  postalCode: "postal code",
  email: "email address",
  phone: "phone number",
  toldNumber: "number that was told",
}

const sentences: { readonly [O in Outcome]: (noun: string) => string } = {
  same: (noun) => `The ${noun} is the same as this person's.`,
  close: (noun) => `The ${noun} is close to this person's.`,
  different: (noun) => `The ${noun} differs from this person's.`,
  swapped: () => "First and last name are this person's in each other's place.",
  sameAddressAndBrowser: () => "It comes from this person's network, with the same kind of browser.",
  sameAddress: () => "It comes from this person's network.",
}

/** One comparison's likelihood, in bits over that between strangers: if it is the person, and if it is somebody near. */
export interface Part {
  readonly comparison: Comparison
  readonly outcome: Outcome
  readonly person: number
  readonly near: number
}

/** What a candidate's comparisons say, discounted by age and by how many people share the value. */
export const partsOf = (
  features: Features,
  candidate: Candidate,
  terms: Terms,
  policy: Tier2Policy,
): ReadonlyArray<Part> => [
  ...independent(candidate.meetings).map((meeting) => met(meeting, policy)),
  ...compareFeatures(features, candidate.features).flatMap(([comparison, outcome]) => {
    const found = level(policy, comparison, outcome)
    return found === undefined ? [] : [compared(comparison, outcome, found, terms, policy)]
  }),
]

/** The logarithm of the odds that it is the person, in bits. */
export const bitsOf = (parts: ReadonlyArray<Pick<Part, "person" | "near">>, { person, near }: Tier2Policy["prior"]) => {
  const same = parts.reduce((sum, part) => sum + part.person, Math.log2(person))
  const beside = parts.reduce((sum, part) => sum + part.near, Math.log2(near))
  const stranger = Math.log2(1 - person - near)
  return same - Math.max(beside, stranger) - Math.log2(1 + 2 ** -Math.abs(beside - stranger))
}

/** What a candidate scores, and what each comparison added: the weights in bits add up to the odds over the prior's. */
export const score = (features: Features, candidate: Candidate, terms: Terms, policy: Tier2Policy): Scored => {
  const parts = partsOf(features, candidate, terms, policy)
  const weighed = parts.map((part, n) => {
    const before = bitsOf(parts.slice(0, n), policy.prior)
    return { ...part, bits: bitsOf(parts.slice(0, n + 1), policy.prior) - before }
  })
  return {
    customerId: candidate.customerId,
    probability: 1 / (1 + 2 ** -bitsOf(parts, policy.prior)),
    because: weighed
      .sort((x, y) => y.bits - x.bits)
      .map(({ comparison, outcome, bits }) => ({
        kind: comparison,
        source: "tier 2",
        // What a record takes, whatever a policy's odds come to.
        weight: Math.max(-100, Math.min(100, Math.round(bits * 100) / 100)),
        sentence: sentences[outcome](nouns[comparison]),
      })),
  }
}

interface Level {
  readonly m: number
  readonly h: number
  readonly u: number
}

/** None where the policy says nothing of such an outcome. */
const level = ({ comparisons }: Tier2Policy, comparison: Comparison, outcome: Outcome): Level | undefined =>
  (comparisons[comparison] as Readonly<Partial<Record<Outcome, Level>>>)[outcome]

/** Where a device stands, its network is: the two are one piece of evidence. */
export const independent = (meetings: ReadonlyArray<Meeting>): ReadonlyArray<Meeting> =>
  meetings.some(({ comparison }) => comparison === "device")
    ? meetings.filter(({ comparison }) => comparison !== "network")
    : meetings

/** How many times as often strangers share a name that so many people carry. */
export const commonness = (carriers: number, policy: Pick<Tier2Policy, "carriers">): number =>
  Math.max(1, carriers / policy.carriers.usual.name)

/**
 * The same of a device, a network or a line: squared, since beside those who were seen there are as many more again whom
 * it will yet bring. A tablet that four people used is most probably a kiosk.
 */
export const sharedness = (
  comparison: Meeting["comparison"],
  carriers: number,
  policy: Pick<Tier2Policy, "carriers">,
): number => Math.max(1, carriers / policy.carriers.usual[comparison]) ** 2

const met = ({ comparison, outcome, carriers, ageDays }: Meeting, policy: Tier2Policy): Part => {
  const found = level(policy, comparison, outcome)
  if (found === undefined) throw new Broken(say`${comparison} cannot turn out ${outcome}`)
  const shared = Math.log2(sharedness(comparison, carriers, policy))
  const fresh = 2 ** -(Math.max(0, ageDays) / policy.halfLifeDays[comparison])
  const aged = (bits: number) => fresh * Math.max(0, bits)
  // That many people use it speaks for any of them, and for those near them who have not been seen with it yet.
  return {
    comparison,
    outcome,
    person: aged(Math.log2(found.m / found.u) - shared),
    near: aged(Math.log2(found.h / found.u)),
  }
}

const compared = (
  comparison: FeatureName,
  outcome: Outcome,
  { m, h, u }: Level,
  terms: Terms,
  policy: Tier2Policy,
): Part => {
  const common = outcome === "same" ? Math.log2(commonness(terms[comparison] ?? 1, policy)) : 0
  // A family has its last name in common, however rare; its first names are as anybody's.
  const near = Math.log2(h / u) - (comparison === "firstName" ? 0 : common)
  return { comparison, outcome, person: Math.log2(m / u) - common, near }
}

/** Whether two candidates are most probably one person, known under two ids so far. */
export type IsOne = (x: string, y: string) => boolean

/**
 * Assigned to the best, if it is probable enough; else whoever is worth keeping, best first. At most one of the candidates
 * is the person, so what is promised of each alone is weighed against the others and against nobody: two equals have half
 * each, and on a kiosk nobody has much. Those who are one person are no rivals: whoever of them scores best stands for all.
 */
export const choose = (
  scored: ReadonlyArray<Scored>,
  policy: Tier2Policy,
  isOne: IsOne = () => false,
): {
  readonly assigned: Scored | undefined
  readonly kept: ReadonlyArray<Scored>
  readonly ranked: ReadonlyArray<Scored>
} => {
  const inOrder = scored.toSorted((x, y) => y.probability - x.probability || (x.customerId < y.customerId ? -1 : 1))
  const distinct: Array<Scored> = []
  for (const one of inOrder)
    if (!distinct.some(({ customerId }) => isOne(customerId, one.customerId))) distinct.push(one)
  const odds = distinct.map(({ probability }) => {
    const promised = calibrated(probability, policy.calibration.points)
    return promised / Math.max(1e-15, 1 - promised)
  })
  const all = 1 + odds.reduce((sum, one) => sum + one, 0)
  const ranked = distinct.map((one, n) => ({ ...one, probability: (odds[n] ?? 0) / all }))
  const [best] = ranked
  const isSomebody = 1 - 1 / all >= policy.abstainFrom
  return {
    assigned: best !== undefined && best.probability >= policy.assignFrom ? best : undefined,
    kept: isSomebody ? ranked.filter(({ probability }) => probability >= worthKeeping).slice(0, 10) : [],
    ranked,
  }
}

/** Somebody less probable is no help to an agent who has to ask, nor a rival. */
export const worthKeeping = 0.05
