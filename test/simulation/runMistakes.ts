import { availableParallelism } from "node:os"
import { inspect, parseArgs } from "node:util"
import { Worker } from "node:worker_threads"
import type { Mistake } from "../mistakes/Mistake.ts"
import { mistakes } from "./mistakes.ts"
import type { SeedPlayed } from "./play.worker.ts"

/**
 * Makes each mistake in the services and plays stories until a law is broken, from the first seed on, `--seeds` at most.
 * Exits with 1 if one survives. Words on the command line pick the mistakes whose names hold one of them.
 */
const { values, positionals } = parseArgs({
  options: { seeds: { type: "string", default: "300" } },
  allowPositionals: true,
})
const most = Number(values.seeds)

type Verdict =
  | { readonly _tag: "caught"; readonly seed: number; readonly problem: string }
  | { readonly _tag: "survived" }
  /** The services do not even load, or no story comes to an end. */
  | { readonly _tag: "undecided"; readonly why: string }

const trying = (mistake: Mistake): Promise<Verdict> =>
  new Promise((resolve) => {
    const worker = new Worker(new URL("mistake.worker.ts", import.meta.url), { workerData: mistake })
    const end = (verdict: Verdict) => {
      resolve(verdict)
      void worker.terminate()
    }
    worker.on("message", ({ seed, problems: [problem] }: SeedPlayed) => {
      if (problem !== undefined) end({ _tag: "caught", seed, problem })
      else if (seed === most) end({ _tag: "survived" })
      else worker.postMessage(seed + 1)
    })
    worker.on("error", (cause) => end({ _tag: "undecided", why: inspect(cause).slice(0, 300) }))
    worker.postMessage(1)
  })

const line = (name: string, verdict: Verdict): string => {
  if (verdict._tag === "survived") return `SURVIVED  ${name}`
  if (verdict._tag === "undecided") return `       ?  ${name}\n          ${verdict.why}`
  return `${String(verdict.seed).padStart(8)}  ${name}\n          ${verdict.problem.slice(0, 200)}`
}

const started = performance.now()
const picked = mistakes.filter(
  ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
)
const left = [...picked]
let caught = 0

const work = async (): Promise<void> => {
  for (let mistake = left.shift(); mistake !== undefined; mistake = left.shift()) {
    const verdict = await trying(mistake)
    if (verdict._tag === "caught") caught += 1
    console.log(line(mistake.name, verdict))
  }
}

console.log(`With so many seeds, of at most ${most}, the simulation found\n`)
await Promise.all(Array.from({ length: availableParallelism() }, work))
const seconds = Math.round((performance.now() - started) / 1000)
console.log(`\n${caught} of ${picked.length} mistakes caught in ${seconds} s`)
process.exitCode = caught < picked.length ? 1 : 0
