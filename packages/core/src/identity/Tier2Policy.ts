import * as z from "zod"

const probability = z.number().gt(0).lt(1)
const level = z.strictObject({
  /** How often one person's two sightings compare like this. */
  m: probability,
  /** How often those of two people who live or work together do. */
  h: probability,
  /** How often two strangers' do. */
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
  lastName: ["same", "close", "swapped", "different"],
  dateOfBirth: ["same", "close", "different"],
  postalCode: ["same", "close", "different"],
  // Where they are the same, tier 1 has joined them.
  email: ["close", "different"],
  phone: ["close", "different"],
  toldNumber: ["close", "different"],
} as const
export type Comparison = keyof typeof comparisons
export type Outcome<C extends Comparison = Comparison> = (typeof comparisons)[C][number]

const usual = z.number().int().min(1).max(16)

/**
 * Fellegi and Sunter's weights, fitted offline, against two sorts of others: strangers, and those who live or work together
 * and have a network, a name and a postal code in common without being one.
 */
export const Tier2Policy = z.strictObject({
  /** Where the numbers come from. */
  fittedOn: z.string().max(300),
  /** Before anything is compared: that one among those a blocking key brings up is the person, or somebody near. */
  prior: z.strictObject({ person: probability, near: probability }),
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
    email: levels(comparisons.email),
    phone: levels(comparisons.phone),
    toldNumber: levels(comparisons.toldNumber),
  }),
  /** Kinds of identifiers that people say or type: of two that differ by a slip one may be the other. */
  toldNumbers: z.array(z.string().max(40)).max(16),
  /** Days after which what a match weighs is halved: devices are sold, addresses handed on. */
  halfLifeDays: z.strictObject({
    device: z.number().min(1).max(3650),
    network: z.number().min(1).max(3650),
    sharedIdentifier: z.number().min(1).max(3650),
  }),
  /** What the weights come to, in bits of odds, and what is promised for it; nothing where that is taken at its word. */
  calibration: z.strictObject({
    points: z.array(z.strictObject({ bits: z.number().min(-40).max(40), probability })).max(64),
    reason: z.string().max(300),
  }),
  /** People one value may carry without losing weight; each doubling beyond takes a bit of a name's, two of a place's. */
  carriers: z.strictObject({
    usual: z.strictObject({ device: usual, network: usual, sharedIdentifier: usual, name: usual }),
    listed: z.number().int().min(2).max(32),
  }),
})
export type Tier2Policy = z.infer<typeof Tier2Policy>

export const defaultTier2Policy: Tier2Policy = {
  fittedOn:
    "generated traffic with known truth: 2 centres of 1000 people, 8889 conversations (see docs/policy-report.md)",
  prior: { person: 0.0531, near: 0.129 },
  assignFrom: 0.9,
  abstainFrom: 0.5,
  comparisons: {
    device: {
      same: {
        m: 0.527,
        h: 0.0256,
        u: 0.0000386,
        reason: "A fingerprint is nearly a device's own, and people change devices.",
      },
    },
    network: {
      sameAddressAndBrowser: {
        m: 0.132,
        h: 0.2,
        u: 0.000628,
        reason: "One household and one browser family, or one office.",
      },
      sameAddress: {
        m: 0.164,
        h: 0.3,
        u: 0.000808,
        reason: "A /24 carries a street, an office or a carrier's customers.",
      },
    },
    sharedIdentifier: {
      same: {
        m: 0.202,
        h: 0.3,
        u: 0.000164,
        reason: "A switchboard or family line narrows it down to those who use it.",
      },
    },
    firstName: {
      same: { m: 0.882, h: 0.00881, u: 0.000734, reason: "Common names are discounted by how many people carry them." },
      close: { m: 0.0601, h: 0.00443, u: 0.00328, reason: "A typing error or a short form." },
      different: { m: 0.0577, h: 0.987, u: 0.996, reason: "People rarely give two first names." },
    },
    lastName: {
      same: { m: 0.908, h: 0.0448, u: 0.000489, reason: "Common names are discounted by how many people carry them." },
      close: { m: 0.0704, h: 0.0000405, u: 0.000846, reason: "A typing error." },
      swapped: { m: 0.0115, h: 0.000001, u: 0.000005, reason: "Given name and family name in each other's field." },
      different: { m: 0.00967, h: 0.955, u: 0.999, reason: "Marriage, mostly." },
    },
    dateOfBirth: {
      same: {
        m: 0.977,
        h: 0.00014,
        u: 0.0000605,
        reason: "Some 25,000 days are in use, and hardly anybody mistakes their own.",
      },
      close: { m: 0.0116, h: 0.00014, u: 0.00159, reason: "One digit, or day and month the wrong way round." },
      different: { m: 0.0116, h: 0.999, u: 0.998, reason: "The strongest evidence against." },
    },
    postalCode: {
      same: { m: 0.941, h: 0.424, u: 0.0154, reason: "People move every ten years or so." },
      close: { m: 0.025, h: 0.00104, u: 0.00235, reason: "The neighbouring district." },
      different: { m: 0.0342, h: 0.575, u: 0.982, reason: "Moved, or somebody else." },
    },
    email: {
      close: {
        m: 0.0388,
        h: 0.00000776,
        u: 0.000005,
        reason: "A slip in the address, or the same mailbox at another provider.",
      },
      different: { m: 0.0674, h: 0.999, u: 0.999, reason: "People have one address or two, and mostly use one." },
    },
    phone: {
      close: {
        m: 0.01,
        h: 0.001,
        u: 0.00001,
        reason: "One digit misheard. Believed: nothing of the sort was fitted on.",
      },
      different: { m: 0.151, h: 0.99, u: 0.999, reason: "A mobile, a landline and a desk." },
    },
    toldNumber: {
      close: {
        m: 0.08,
        h: 0.0001,
        u: 0.00001,
        reason: "One digit misheard. Believed: nothing of the sort was fitted on.",
      },
      different: { m: 0.02, h: 0.999, u: 0.999, reason: "A number of a register is one person's. Believed as well." },
    },
  },
  toldNumbers: [],
  halfLifeDays: { device: 365, network: 21, sharedIdentifier: 730 },
  calibration: {
    points: [
      { bits: -4.19, probability: 0.0122 },
      { bits: -3.89, probability: 0.0432 },
      { bits: -2.51, probability: 0.0763 },
      { bits: -2.04, probability: 0.1585 },
      { bits: -1.82, probability: 0.2284 },
      { bits: -0.1, probability: 0.7683 },
      { bits: 0.73, probability: 0.8704 },
      { bits: 2.58, probability: 0.9009 },
      { bits: 4.7, probability: 0.9198 },
      { bits: 5.09, probability: 0.939 },
      { bits: 7.21, probability: 0.9732 },
      { bits: 11.98, probability: 0.9766 },
      { bits: 19.97, probability: 0.986 },
      { bits: 25.38, probability: 0.9889 },
    ],
    reason: "What came true of 4538 conversations of 3 other generated centres, in the product's own run.",
  },
  // A street's or an office's network brings several people, however few of them have been seen.
  carriers: { usual: { device: 1, network: 4, sharedIdentifier: 2, name: 1 }, listed: 16 },
}
