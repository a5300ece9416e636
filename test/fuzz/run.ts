import { availableParallelism } from "node:os"
import { parseArgs } from "node:util"
import { Worker } from "node:worker_threads"
import { type Finding, round, type Tally } from "./Campaign.ts"

/**
 * `pnpm fuzz`: hostile requests to every service's handler, on all cores, and forged signatures. `--inputs` and
 * `--forgeries` say how many, `--seed` which; the exit code tells.
 */

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    inputs: { type: "string", default: "1000000" },
    forgeries: { type: "string", default: "1000000" },
    workers: { type: "string", default: String(Math.min(2, availableParallelism())) },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const workers = Number(values.workers)
const share = (total: string, n: number) =>
  Math.floor((Number(total) * (n + 1)) / workers) - Math.floor((Number(total) * n) / workers)

interface Done {
  readonly tally: Tally
  readonly accepted: number
}

const began = Date.now()
let played = 0
let said = 0
const progress = (inputs: number) => {
  played += inputs
  if (Date.now() - said < 10_000) return
  said = Date.now()
  console.error(`${played} inputs after ${Math.round((said - began) / 1000)} s`)
}

const show = ({ seed, problem, request }: Finding) =>
  console.log(`\n--seed ${seed} --inputs ${round} --forgeries 0 --workers 1\n${problem}\n${request}`)

const run = (n: number): Promise<Done> =>
  new Promise((resolve, reject) => {
    const campaign = { seed: seed + n * Math.ceil(Number(values.inputs) / round), inputs: share(values.inputs, n) }
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: { campaign, forgeries: share(values.forgeries, n) },
    })
    worker.on("message", (message: { readonly inputs: number; readonly finding?: Finding } | Done) => {
      if (!("inputs" in message)) return resolve(message)
      progress(message.inputs)
      if (message.finding !== undefined) show(message.finding)
    })
    worker.once("error", reject)
    worker.once("exit", (code) => reject(new Error(`a worker ended with ${code}`)))
  })

console.log(`seed ${seed}`)
const all = await Promise.all(Array.from({ length: workers }, (_, n) => run(n)))
const findings = all.flatMap(({ tally }) => tally.findings)
const inputs = all.reduce((sum, { tally }) => sum + tally.inputs, 0)
const accepted = all.reduce((sum, one) => sum + one.accepted, 0)
console.log(
  `\n${inputs} inputs, ${findings.length} findings; ${values.forgeries} forgeries, ${accepted} accepted; ${Math.round((Date.now() - began) / 1000)} s`,
)
for (const { tally } of all)
  console.log(`live heap of a worker: ${tally.heap.first} MiB after the first thousand, ${tally.heap.most} at most`)
process.exitCode = findings.length + accepted === 0 ? 0 : 1
