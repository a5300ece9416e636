import { writeFileSync } from "node:fs"
import { calibrationError } from "@kith/core/identity/Calibration"
import { fitPolicy, holdToAccount } from "@kith/core/identity/FitPolicy"
import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import { defaultTier2Policy } from "@kith/core/identity/Tier2Policy"
import { calibrationReport, reliabilityCurve } from "@kith/local/policy/CalibrationReport"
import { arrivals } from "./labelled/Arrivals.ts"
import { receive } from "./labelled/Centre.ts"
import { asThemselves, labelledObservations } from "./labelled/Labelled.ts"
import { assignmentsAmong } from "./labelled/Measure.ts"
import { traffic } from "./labelled/Traffic.ts"

/**
 * Fits the shipped weights on generated traffic with known truth, prints them for `defaultTier2Policy`, and writes the
 * report on traffic of other seeds. `node test/bench/fitDefault.ts`, two minutes.
 */

const train = await labelledObservations(1, 2000)
const fittedOn = `generated traffic with known truth: 2,000 people, ${train.length} conversations (see docs/policy-report.md)`
const { tier2 } = fitPolicy(asThemselves(train), defaultTier2Policy, fittedOn, train)
const tests = [await labelledObservations(2, 1000), await labelledObservations(3, 1000)]
const claims = tests.flatMap((test) => holdToAccount(test, tier2))
const product: Array<string> = []
for (const seed of [2, 3]) {
  const { endings } = await receive(arrivals(traffic(seed, 1000), 0), { ...defaultLinkingPolicy, tier2 })
  const given = assignmentsAmong(endings)
  const right = given.filter(({ isRight }) => isRight).length
  const shares = [right / given.length, calibrationError(given)].map((share) => share.toFixed(3))
  product.push(`| ${seed} | ${endings.length} | ${given.length} | ${shares.join(" | ")} |`)
}
console.log(JSON.stringify(tier2, null, 2))
const docs = new URL("../../docs/", import.meta.url)
const report = calibrationReport(
  "The shipped policy: what its probabilities are worth",
  tier2,
  claims,
  "policy-report.svg",
)
const ownRun = [
  "## In the product's own run",
  "",
  "The same traffic, decided as it came: what tier 2 assigned, and how much of it to the right person. A device that has brought one person so far and is a kiosk, a family's tablet or one of a model whose fingerprints are all alike is what most of the wrong ones are.",
  "",
  "| seed | conversations | assigned | right | expected calibration error |",
  "|---|---|---|---|---|",
  ...product,
  "",
].join("\n")
writeFileSync(new URL("policy-report.md", docs), `${report}\n${ownRun}`)
writeFileSync(new URL("policy-report.svg", docs), reliabilityCurve(claims))
console.log(report)
