import type { Compared } from "../labelled.ts"
import type { Pairwise } from "./Measure.ts"

const share = (value: number) => value.toFixed(4)
const columns = ({ precision, recall, f1, largestFalseCluster }: Pairwise) =>
  [share(precision), share(recall), share(f1), String(largestFalseCluster)].map((text) => text.padStart(10)).join("")

const spread = (values: ReadonlyArray<number>) => `${share(Math.min(...values))} to ${share(Math.max(...values))}`

/** One data set as a table. */
export const print = ({ name, conversations, sameTierOne, baselines, runs }: Compared): void => {
  console.log(`\n${name}: ${conversations} conversations`)
  console.log(`${" ".repeat(34)} precision    recall        f1     false  assigned     right       ece abstained`)
  for (const { baseline, ...measured } of baselines) console.log(baseline.padEnd(34) + columns(measured))
  for (const [number, run] of runs.entries()) {
    const order = number === 0 ? "kith, as it happened" : `kith, late and shuffled ${number}`
    const rest = [run.assignments, run.rightAssignments, share(run.calibrationError), run.abstentions]
    console.log(order.padEnd(34) + columns(run) + rest.map((text) => String(text).padStart(10)).join(""))
  }
  console.log(
    `tier 1 is ${sameTierOne ? "the same" : "NOT the same"} in each order; f1 ${spread(runs.map(({ f1 }) => f1))}`,
  )
}
