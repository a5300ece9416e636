import { writeFileSync } from "node:fs"
import { fitPolicy, holdToAccount } from "@kith/core/identity/FitPolicy"
import { defaultTier2Policy } from "@kith/core/identity/Tier2Policy"
import { calibrationReport, reliabilityCurve } from "@kith/local/policy/CalibrationReport"
import { asThemselves, labelledObservations } from "./labelled/Labelled.ts"

/**
 * Fits the shipped weights on generated traffic with known truth, prints them for `defaultTier2Policy`, and writes the
 * report on traffic of other seeds. `node test/bench/fitDefault.ts`, half a minute.
 */

const train = await labelledObservations(1, 2000)
const fittedOn = `generated traffic with known truth: 2,000 people, ${train.length} conversations (see docs/policy-report.md)`
const { tier2 } = fitPolicy(asThemselves(train), defaultTier2Policy, fittedOn, train)
const tests = [await labelledObservations(2, 1000), await labelledObservations(3, 1000)]
const claims = tests.flatMap((test) => holdToAccount(test, tier2))
console.log(JSON.stringify(tier2, null, 2))
const docs = new URL("../../docs/", import.meta.url)
const report = calibrationReport(
  "The shipped policy: what its probabilities are worth",
  tier2,
  claims,
  "policy-report.svg",
)
writeFileSync(new URL("policy-report.md", docs), report)
writeFileSync(new URL("policy-report.svg", docs), reliabilityCurve(claims))
console.log(report)
