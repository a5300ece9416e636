import { writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { fitPolicy, holdToAccount } from "@kith/core/identity/FitPolicy"
import { isotonic } from "@kith/core/identity/Isotonic"
import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import { defaultTier2Policy, type Tier2Policy } from "@kith/core/identity/Tier2Policy"
import { calibrationReport, reliabilityCurve } from "@kith/local/policy/CalibrationReport"
import { asThemselves, play } from "./labelled/Labelled.ts"
import { claimsAmong } from "./labelled/Measure.ts"
import { ownRun, worldsOf } from "./labelled/OwnRun.ts"

/**
 * Fits the shipped weights on generated traffic with known truth, calibrates them on other traffic, and writes the report on
 * a third sort, whose seeds were drawn for the report and guided nothing. `node test/bench/fitDefault.ts`: prints what
 * belongs into `defaultTier2Policy`; with `--report` it writes docs/policy-report.md for the policy that is shipped. A
 * quarter of an hour on one core.
 */

const { values } = parseArgs({ options: { report: { type: "boolean", default: false } } })
const worlds = worldsOf({ fit: [11, 12], calibrate: [21, 22, 23], report: [41, 42, 43] })

const learn = async (): Promise<Tier2Policy> => {
  const seen = await Promise.all(worlds.fit.map((seed) => play(seed, worlds.size)))
  // Each world's people are its own, whatever they are called.
  const train = seen.flatMap(({ observations }, n) =>
    observations.map((one) => ({ ...one, person: `${n} ${one.person}`, label: `${n} ${one.label}` })),
  )
  const fittedOn = `generated traffic with known truth: ${worlds.fit.length} centres of ${worlds.size} people, ${train.length} conversations (see docs/policy-report.md)`
  return fitPolicy(asThemselves(train), defaultTier2Policy, fittedOn, train).tier2
}

/** Whatever is held possible at all has to be told of, or the lower end of the curve would not be seen. */
const calibrate = async (tier2: Tier2Policy): Promise<Tier2Policy> => {
  const policy = { ...defaultLinkingPolicy, tier2: { ...tier2, abstainFrom: 0.1 } }
  const runs = await Promise.all(worlds.calibrate.map((seed) => play(seed, worlds.size, { policy })))
  const claims = runs.flatMap(({ endings }) => claimsAmong(endings))
  const reason = `What came true of ${claims.length} conversations of ${worlds.calibrate.length} other generated centres, in the product's own run.`
  return { ...tier2, calibration: { points: [...isotonic(claims)], reason } }
}

const report = async (tier2: Tier2Policy) => {
  const docs = new URL("../../docs/", import.meta.url)
  const policy = { ...defaultLinkingPolicy, tier2 }
  const runs = await Promise.all(worlds.report.map((seed) => play(seed, worlds.size, { policy })))
  const pairwise = runs.flatMap(({ observations }) => holdToAccount(observations, tier2))
  const own = runs.flatMap(({ endings }) => claimsAmong(endings))
  const title = "The shipped policy: what its probabilities are worth"
  const text = calibrationReport(title, tier2, pairwise, "policy-report.svg")
  writeFileSync(new URL("policy-report.md", docs), `${text}\n${await ownRun(runs, own, policy, worlds)}`)
  const series = [
    { name: "each by itself", colour: "#2563eb", claims: pairwise },
    { name: "in the product's own run", colour: "#ea580c", claims: own },
  ]
  writeFileSync(new URL("policy-report.svg", docs), reliabilityCurve(series))
}

if (values.report) await report(defaultTier2Policy)
else console.log(JSON.stringify(await calibrate(await learn()), null, 2))
