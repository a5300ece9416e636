import type { Claim } from "@kith/core/identity/Calibration"
import { calibrationError, reliability } from "@kith/core/identity/Calibration"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import { type Played, play } from "./Labelled.ts"
import { assignmentsAmong, claimsAmong } from "./Measure.ts"
import { type Composition, usual } from "./Traffic.ts"

/** Seeds of generated centres, each used for one purpose only, and how many people each centre has. */
export interface Worlds {
  readonly fit: ReadonlyArray<number>
  readonly calibrate: ReadonlyArray<number>
  readonly report: ReadonlyArray<number>
  readonly size: number
}

export const worldsOf = (seeds: Omit<Worlds, "size">): Worlds => ({ ...seeds, size: 1000 })

/** Centres that are not as the policy was fitted on: what becomes of its promises there. */
const others: ReadonlyArray<readonly [name: string, composition: Composition]> = [
  ["three times the kiosks, and family devices half of the time", { kiosks: 0.06, familyDevice: 0.5, slips: 1 }],
  ["three times the slips of the finger", { ...usual, slips: 3 }],
]

const three = (value: number) => value.toFixed(3)

const line = (name: string, conversations: number, given: ReadonlyArray<Claim>, all: ReadonlyArray<Claim>): string => {
  const right = given.filter(({ isRight }) => isRight).length / Math.max(1, given.length)
  const stated = given.reduce((sum, { probability }) => sum + probability, 0) / Math.max(1, given.length)
  const errors = [calibrationError(given), calibrationError(all)]
  return `| ${[name, conversations, given.length, ...[stated, right, ...errors].map(three)].join(" | ")} |`
}

/** What the product did with the traffic of the report, decided as it came. */
export const ownRun = async (
  runs: ReadonlyArray<Played>,
  all: ReadonlyArray<Claim>,
  policy: LinkingPolicy,
  { report, fit, calibrate, size }: Worlds,
): Promise<string> => {
  const [seed = 0] = report
  const shuffled = await play(seed, size, { policy, order: 1 })
  const strange = await Promise.all(
    others.map(async ([name, composition]) => [name, await play(seed, size, { policy, composition })] as const),
  )
  const lineOf = (name: string, { endings }: Played) =>
    line(name, endings.length, assignmentsAmong(endings), claimsAmong(endings))
  const given = runs.flatMap(({ endings }) => assignmentsAmong(endings))
  const conversations = runs.reduce((sum, { endings }) => sum + endings.length, 0)
  return [
    "## In the product's own run",
    "",
    `The weights were fitted on the centres of seeds ${fit.join(" and ")}, the calibration on those of ${calibrate.join(", ")}; here are those of ${report.join(", ")}, which guided nothing: their figures were looked at once the policy stood. Every conversation is decided as it comes, by what the product itself held for true until then, its own mistakes included. A conversation counts as right if most of what the person's own identifiers brought together is of the same customer.`,
    "",
    "| | conversations | assigned | stated | right | calibration error of the assigned | of all that it told of |",
    "|---|---|---|---|---|---|---|",
    ...runs.map((run, n) => lineOf(`seed ${report[n]}`, run)),
    line("together", conversations, given, all),
    "",
    "| stated | conversations | mean stated | right |",
    "|---|---|---|---|",
    ...reliability(all).map(
      (bin) =>
        `| ${bin.from.toFixed(2)} to ${bin.to.toFixed(2)} | ${bin.claims} | ${three(bin.stated)} | ${three(bin.right)} |`,
    ),
    "",
    "## Where the centre is another",
    "",
    "A calibration is true of traffic like that it was made on. The same policy on the same people, arriving late and out of order, and in centres of other habits:",
    "",
    "| | conversations | assigned | stated | right | calibration error of the assigned | of all that it told of |",
    "|---|---|---|---|---|---|---|",
    lineOf(`seed ${seed}, late and shuffled`, shuffled),
    ...strange.map(([name, run]) => lineOf(name, run)),
    "",
  ].join("\n")
}
