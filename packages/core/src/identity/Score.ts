import { Broken } from "../telemetry/Broken.ts"
import { say } from "../telemetry/Harmless.ts"
import { compareFeature, type FeatureName, type Features } from "./Compare.ts"
import type { Because } from "./Records.ts"
import type { Comparison, Outcome, Tier2Policy } from "./Tier2Policy.ts"

/** A person that some block brought up. */
export interface Candidate {
  readonly customerId: string
  readonly features: Features
  /** How the sighting meets this person, apart from what is compared value by value. */
  readonly meetings: ReadonlyArray<Meeting>
}

export interface Meeting {
  readonly comparison: "device" | "network" | "sharedIdentifier"
  readonly outcome: Outcome
  /** People seen with the value, as far as they are listed. */
  readonly carriers: number
  /** Days since this person was last seen with it. */
  readonly ageDays: number
}

/** How many people carry a name, as far as they are listed. */
export type Terms = Readonly<Partial<Record<FeatureName, number>>>

export interface Scored {
  readonly customerId: string
  /** Calibrated: of all assignments made at 0.9 nine in ten are right, on the data the policy was fitted on. */
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
}

const sentences: { readonly [O in Outcome]: (noun: string) => string } = {
  same: (noun) => `The ${noun} is the same as this person's.`,
  close: (noun) => `The ${noun} is close to this person's.`,
  different: (noun) => `The ${noun} differs from this person's.`,
  sameAddressAndBrowser: () => "It comes from this person's network, with the same kind of browser.",
  sameAddress: () => "It comes from this person's network.",
}

/** What a candidate scores: each comparison's weight in bits, discounted by age and by how many people share the value. */
export const score = (features: Features, candidate: Candidate, terms: Terms, policy: Tier2Policy): Scored => {
  const parts = [
    ...independent(candidate.meetings).map((meeting) => met(meeting, policy)),
    ...compared(features, candidate, terms, policy),
  ]
  const bits = Math.log2(policy.prior / (1 - policy.prior)) + parts.reduce((sum, part) => sum + part.bits, 0)
  const probability = 1 / (1 + 2 ** -bits)
  return {
    customerId: candidate.customerId,
    probability,
    because: parts
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

interface Part {
  readonly comparison: Comparison
  readonly outcome: Outcome
  readonly bits: number
}

const weight = (policy: Tier2Policy, comparison: Comparison, outcome: Outcome): number => {
  const levels = policy.comparisons[comparison] as Readonly<Partial<Record<Outcome, { m: number; u: number }>>>
  const level = levels[outcome]
  if (level === undefined) throw new Broken(say`${comparison} cannot turn out ${outcome}`)
  return Math.log2(level.m / level.u)
}

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
  const fresh = weight(policy, comparison, outcome) - Math.log2(sharedness(comparison, carriers, policy))
  const aged = fresh * 2 ** -(Math.max(0, ageDays) / policy.halfLifeDays[comparison])
  return { comparison, outcome, bits: Math.max(0, aged) }
}

const compared = (features: Features, candidate: Candidate, terms: Terms, policy: Tier2Policy): ReadonlyArray<Part> =>
  (Object.keys(compareFeature) as ReadonlyArray<FeatureName>).flatMap((comparison) => {
    const [x, y] = [features[comparison], candidate.features[comparison]]
    if (x === undefined || y === undefined) return []
    const outcome = compareFeature[comparison](x, y)
    const common = outcome === "same" ? Math.log2(commonness(terms[comparison] ?? 1, policy)) : 0
    return [{ comparison, outcome, bits: weight(policy, comparison, outcome) - common }]
  })

/**
 * Assigned to the best, if it is probable enough; else whoever is worth keeping, best first. At most one of the candidates
 * is the person, so what each scores alone is weighed against the others and against nobody: two equals have half each,
 * and on a kiosk nobody has much.
 */
export const choose = (
  scored: ReadonlyArray<Scored>,
  policy: Tier2Policy,
): {
  readonly assigned: Scored | undefined
  readonly kept: ReadonlyArray<Scored>
  readonly ranked: ReadonlyArray<Scored>
} => {
  const odds = scored.map(({ probability }) => probability / Math.max(1e-15, 1 - probability))
  const all = 1 + odds.reduce((sum, one) => sum + one, 0)
  const ranked = scored
    .map((one, n) => ({ ...one, probability: (odds[n] ?? 0) / all }))
    .sort((x, y) => y.probability - x.probability || (x.customerId < y.customerId ? -1 : 1))
  const [best] = ranked
  const isSomebody = 1 - 1 / all >= policy.abstainFrom
  return {
    assigned: best !== undefined && best.probability >= policy.assignFrom ? best : undefined,
    kept: isSomebody ? ranked.filter(({ probability }) => probability >= worthKeeping).slice(0, 10) : [],
    ranked,
  }
}

/** Somebody less probable is no help to an agent who has to ask. */
const worthKeeping = 0.05
