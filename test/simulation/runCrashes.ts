import { parseArgs } from "node:util"
import { crashing, erasureStory, standardStory, stepsOf } from "./Crashes.ts"
import type { Crash } from "./Story.ts"

/**
 * A process dies before and after every step of two stories; with `--pairs N` also at N pairs of steps of each, spread
 * evenly over all pairs there are. Prints the steps, and exits with 1 if a law was broken.
 */
const { values } = parseArgs({ options: { pairs: { type: "string", default: "0" } } })
const whens = ["before", "after"] as const

const pairsOf = (single: ReadonlyArray<Crash>, most: number): ReadonlyArray<ReadonlyArray<Crash>> => {
  const pairs = single.flatMap((one) =>
    single.flatMap((other) => (other.step > one.step ? [[one, other] as const] : [])),
  )
  const every = Math.max(1, pairs.length / Math.max(1, most))
  return Array.from({ length: Math.min(most, pairs.length) }, (_, i) => pairs[Math.floor(i * every)] ?? [])
}

let [tried, broken] = [0, 0]
for (const [name, story] of Object.entries({ standardStory, erasureStory })) {
  const steps = await stepsOf(story)
  console.log(`${name}: ${steps.length} steps\n${steps.map((step, i) => `${i + 1} ${step}`).join("\n")}`)
  const single = steps.flatMap((_, i) => whens.map((when): Crash => ({ step: i + 1, when })))
  for (const crashes of [...single.map((one) => [one]), ...pairsOf(single, Number(values.pairs))]) {
    tried += 1
    const [problem] = await crashing(story, crashes)
    if (problem === undefined) continue
    broken += 1
    console.log(`${JSON.stringify(crashes)}: ${problem}`)
  }
}
console.log(`${tried} times died, ${broken} times a law was broken`)
process.exitCode = broken > 0 ? 1 : 0
