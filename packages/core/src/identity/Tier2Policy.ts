import * as z from "zod"

const probability = z.number().gt(0).lt(1)
const level = z.strictObject({
  /** How often one person's two sightings compare like this. */
  m: probability,
  /** How often two people's do. */
  u: probability,
  reason: z.string().max(300),
})
const levels = <const L extends ReadonlyArray<string>>(names: L) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, level])) as Record<L[number], typeof level>)

/** The comparisons and how each can turn out. What is missing on one side says nothing. */
export const comparisons = {
  device: ["same"],
  network: ["sameAddressAndBrowser", "sameAddress"],
  sharedIdentifier: ["same"],
  firstName: ["same", "close", "different"],
  lastName: ["same", "close", "different"],
  dateOfBirth: ["same", "close", "different"],
  postalCode: ["same", "close", "different"],
} as const
export type Comparison = keyof typeof comparisons
export type Outcome<C extends Comparison = Comparison> = (typeof comparisons)[C][number]

const usual = z.number().int().min(1).max(16)

/** Fellegi and Sunter's weights, fitted offline; the probability is the logistic of their sum and the prior. */
export const Tier2Policy = z.strictObject({
  /** Where the numbers come from. */
  fittedOn: z.string().max(300),
  /** Probability that a candidate is the person before anything is compared: one among those a blocking key brings up. */
  prior: probability,
  /** At least this probable: the interaction is assigned. */
  assignFrom: probability,
  /** At least this probable, but not assigned: the candidates are kept. */
  abstainFrom: probability,
  comparisons: z.strictObject({
    device: levels(comparisons.device),
    network: levels(comparisons.network),
    sharedIdentifier: levels(comparisons.sharedIdentifier),
    firstName: levels(comparisons.firstName),
    lastName: levels(comparisons.lastName),
    dateOfBirth: levels(comparisons.dateOfBirth),
    postalCode: levels(comparisons.postalCode),
  }),
  /** Days after which what a match weighs is halved: devices are sold, addresses handed on. */
  halfLifeDays: z.strictObject({
    device: z.number().min(1).max(3650),
    network: z.number().min(1).max(3650),
    sharedIdentifier: z.number().min(1).max(3650),
  }),
  /** People one value may carry without losing weight; each doubling beyond takes a bit of a name's, two of a place's. */
  carriers: z.strictObject({
    usual: z.strictObject({ device: usual, network: usual, sharedIdentifier: usual, name: usual }),
    listed: z.number().int().min(2).max(32),
  }),
})
export type Tier2Policy = z.infer<typeof Tier2Policy>

export const defaultTier2Policy: Tier2Policy = {
  fittedOn: "generated traffic with known truth: 2,000 people, 9083 conversations (see docs/policy-report.md)",
  prior: 0.0153,
  assignFrom: 0.9,
  abstainFrom: 0.5,
  comparisons: {
    device: {
      same: { m: 0.493, u: 0.0000359, reason: "A fingerprint is nearly a device's own, and people change devices." },
    },
    network: {
      sameAddressAndBrowser: { m: 0.12, u: 0.000562, reason: "One household and one browser family, or one office." },
      sameAddress: { m: 0.133, u: 0.000833, reason: "A /24 carries a street, an office or a carrier's customers." },
    },
    sharedIdentifier: {
      same: { m: 0.157, u: 0.00017, reason: "A switchboard or family line narrows it down to those who use it." },
    },
    firstName: {
      same: { m: 0.886, u: 0.00077, reason: "Common names are discounted by how many people carry them." },
      close: { m: 0.0448, u: 0.00216, reason: "A typing error or a short form." },
      different: { m: 0.0692, u: 0.997, reason: "People rarely give two first names." },
    },
    lastName: {
      same: { m: 0.925, u: 0.000503, reason: "Common names are discounted by how many people carry them." },
      close: { m: 0.0565, u: 0.000846, reason: "A typing error." },
      different: { m: 0.0182, u: 0.999, reason: "Marriage, mostly." },
    },
    dateOfBirth: {
      same: { m: 0.979, u: 0.0000541, reason: "Some 25,000 days are in use, and hardly anybody mistakes their own." },
      close: { m: 0.00801, u: 0.00148, reason: "One digit, or day and month the wrong way round." },
      different: { m: 0.0134, u: 0.998, reason: "The strongest evidence against." },
    },
    postalCode: {
      same: { m: 0.95, u: 0.0236, reason: "People move every ten years or so." },
      close: { m: 0.025, u: 0.00314, reason: "The neighbouring district." },
      different: { m: 0.025, u: 0.973, reason: "Moved, or somebody else." },
    },
  },
  halfLifeDays: { device: 365, network: 21, sharedIdentifier: 730 },
  // A street's or an office's network brings several people, however few of them have been seen.
  carriers: { usual: { device: 1, network: 4, sharedIdentifier: 2, name: 1 }, listed: 16 },
}
