import { availableParallelism } from "node:os"
import { parseArgs } from "node:util"
import { eventOf } from "@kith/core/identity/fixtures/Event"
import { Effect } from "effect"
import { type DecisionRate, decisionRates, perSecond } from "./resolve/Decisions.ts"
import { type EventCost, embeddedCosts } from "./resolve/Embedded.ts"
import { decide } from "./resolve/FirstHitWins.ts"
import { identifiersOf } from "./resolve/Traffic.ts"

/**
 * How fast the engine decides, what an event costs the embedded store, and how that grows with the number of persons,
 * beside the guide's first-hit-wins in the same run. `--large` goes on to a million persons, `--json` prints it as data.
 */

const { values } = parseArgs({
  options: { json: { type: "boolean" }, large: { type: "boolean" }, "pure-only": { type: "boolean" } },
})
const sizes = values["pure-only"] === true ? [] : [10_000, 100_000, ...(values.large === true ? [1_000_000] : [])]

const baselineRate = (): number => {
  const event = eventOf("next", identifiersOf("ann", 3))
  perSecond(() => decide(event, undefined), 200)
  return perSecond(() => decide(event, "known"), 500)
}

const show = (decisions: ReadonlyArray<DecisionRate>, baseline: number, costs: ReadonlyArray<EventCost>) => {
  console.log(`Decisions per second and core (${availableParallelism()} cores here), nothing stored\n`)
  console.log(`${"".padEnd(32)}${[2, 5, 10].map((size) => `${size} identifiers`.padStart(16)).join("")}`)
  for (const decision of new Set(decisions.map((rate) => rate.decision))) {
    const rates = decisions.filter((rate) => rate.decision === decision)
    console.log(decision.padEnd(32) + rates.map((rate) => String(rate.perSecond).padStart(16)).join(""))
  }
  console.log(`${"first hit wins (baseline)".padEnd(32)}${String(baseline).padStart(16)}`)
  if (costs.length === 0) return
  console.log("\nOne event on the embedded store, a file\n")
  const columns = ["micros", "roundTrips", "read", "written", "bytes"] as const
  console.log("persons".padStart(9), " ", "event".padEnd(32), columns.map((name) => name.padStart(11)).join(""))
  for (const cost of costs.filter(({ engine }) => engine === "kith")) {
    const baseline = costs.find((c) => c.engine !== "kith" && c.persons === cost.persons && c.event === cost.event)
    const times = (cost.micros / (baseline?.micros ?? Number.NaN)).toFixed(1)
    const numbers = columns.map((name) => String(cost[name]).padStart(11)).join("")
    console.log(String(cost.persons).padStart(9), " ", cost.event.padEnd(32), numbers, `  x${times} of first hit wins`)
  }
}

const decisions = decisionRates(1_000)
const baseline = baselineRate()
const costs = (await Effect.runPromise(Effect.forEach(sizes, embeddedCosts))).flat()
if (values.json === true) console.log(JSON.stringify({ decisions, baseline, costs }, undefined, 2))
else show(decisions, baseline, costs)
