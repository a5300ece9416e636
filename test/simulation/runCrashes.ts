import { crashing, erasureStory, standardStory, stepsOf } from "./Crashes.ts"
import type { Crash } from "./Story.ts"

/** A process dies before and after every step of two stories, and with `--pairs` at every two. Prints the steps. */
const whens = ["before", "after"] as const
let [tried, broken] = [0, 0]

for (const [name, story] of Object.entries({ standardStory, erasureStory })) {
  const steps = await stepsOf(story)
  console.log(`${name}: ${steps.length} steps\n${steps.map((step, i) => `${i + 1} ${step}`).join("\n")}`)
  const single = steps.flatMap((_, i) => whens.map((when): ReadonlyArray<Crash> => [{ step: i + 1, when }]))
  const pairs = single.flatMap((one) =>
    single.flatMap(
      (other): ReadonlyArray<ReadonlyArray<Crash>> =>
        (other[0]?.step ?? 0) > (one[0]?.step ?? 0) ? [[...one, ...other]] : [],
    ),
  )
  for (const crashes of process.argv.includes("--pairs") ? [...single, ...pairs] : single) {
    tried += 1
    const [problem] = await crashing(story, crashes)
    if (problem === undefined) continue
    broken += 1
    console.log(`${JSON.stringify(crashes)}: ${problem}`)
  }
}
console.log(`${tried} times died, ${broken} times a law was broken`)
process.exitCode = broken > 0 ? 1 : 0
