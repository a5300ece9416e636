import { parseArgs } from "node:util"
import { check } from "./Check.ts"
import { play } from "./Play.ts"
import { playSeeds } from "./PlaySeeds.ts"
import { shrink, told } from "./Shrink.ts"
import { tell } from "./Tell.ts"

/**
 * `--seeds N` plays so many stories on all cores, from `--from`, and exits with 1 if a law was broken in any. `--seed N` plays
 * one, prints all that happened and, if a law was broken, the shortest story in which it is.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string", default: "10000" },
    from: { type: "string", default: "1" },
  },
})

const playOne = async (seed: number) => {
  const story = tell(seed)
  const { centre, problems } = await play(story, check)
  console.log(told({ story, centre, problems }))
  if (problems.length === 0) return
  process.exitCode = 1
  console.log(`\nShorter:\n\n${told(await shrink({ story, centre, problems }))}`)
}

const playMany = async (from: number, seeds: number) => {
  const started = performance.now()
  const met = new Map<string, number>()
  const total = { played: 0, broken: 0, happened: 0, events: 0 }
  let told = started
  await playSeeds(from, seeds, ({ seed, problems, happened, events, met: some }) => {
    total.played += 1
    total.happened += happened
    total.events += events
    for (const [what, times] of some) met.set(what, (met.get(what) ?? 0) + times)
    if (problems.length > 0) {
      total.broken += 1
      console.log(`--seed ${seed}: ${problems[0]}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ""}`)
    }
    if (performance.now() < told + 10_000) return
    told = performance.now()
    console.log(`${total.played} of ${seeds} seeds after ${Math.round((told - started) / 1000)} s`)
  })
  const seconds = (performance.now() - started) / 1000
  const line = (what: string, value: number | string) => console.log(`${what.padEnd(28)} ${String(value).padStart(12)}`)
  line("seeds", total.played)
  line("seeds a second", (total.played / seconds).toFixed(1))
  line("events accepted", total.events)
  line("things that happened", total.happened)
  for (const [what, times] of [...met].sort(([x], [y]) => (x < y ? -1 : 1))) line(`met: ${what}`, times)
  line("seeds with a broken law", total.broken)
  if (total.broken > 0) process.exitCode = 1
}

if (values.seed !== undefined) await playOne(Number(values.seed))
else await playMany(Number(values.from), Number(values.seeds))
