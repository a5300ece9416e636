import { writeFileSync } from "node:fs"
import { availableParallelism, cpus, loadavg } from "node:os"
import { parseArgs } from "node:util"
import { chartOf } from "./load/Chart.ts"
import { type Latency, measure, type Row } from "./load/Measure.ts"
import { type SystemName, startOutside, startSystem, systems } from "./load/System.ts"
import { mixNames } from "./load/Traffic.ts"

/**
 * `pnpm bench`: how long an event takes to its acknowledgement, to its decision and to the write-back, on the embedded
 * runtime, on the guide's pseudo-code and on the queue alone, at several rates in one run. `--rates 3000 --seconds 60` is a
 * burst; `--mix news`: every event has to be decided; `--warm`: seconds at 200 a second before, in which the code is
 * compiled; `--json` and `--svg` name files.
 */

const { values } = parseArgs({
  options: {
    rates: { type: "string", default: "100,1000,2000,4000" },
    seconds: { type: "string", default: "20" },
    systems: { type: "string", default: systems.join(",") },
    seed: { type: "string", default: "1" },
    mix: { type: "string", default: "day" },
    warm: { type: "string", default: "20" },
    json: { type: "string" },
    svg: { type: "string" },
  },
})
const rates = values.rates.split(",").map(Number)
const wanted = systems.filter((name) => values.systems.split(",").includes(name))

const mix = mixNames.find((name) => name === values.mix)
if (mix === undefined) throw new Error(`--mix: ${mixNames.join(" or ")}`)

const measureAll = async (name: SystemName): Promise<ReadonlyArray<Row>> => {
  const outside = await startOutside()
  const system = await startSystem(name, outside.env)
  const plan = { seconds: Number(values.seconds), seed: Number(values.seed), mix }
  const rows: Array<Row> = []
  try {
    await measure(name, system, outside.written, { ...plan, rate: 200, seconds: Number(values.warm), name: "warm" })
    for (const rate of rates) {
      rows.push(await measure(name, system, outside.written, { ...plan, rate, name: `at${rate}` }))
      show(rows.slice(-1))
    }
  } finally {
    await system.stop()
    outside.stop()
  }
  return rows
}

const columns = ["system", "events/s", "events", "202", "decided", "429", "503", "none", "lost", "resolved/s", "CPU ms"]
const cell = (value: string | number, width = 11) => String(value).padStart(width)
const three = (latency: Latency | undefined) => (latency ? `${latency.p50}/${latency.p95}/${latency.p99}` : "–")

const show = (rows: ReadonlyArray<Row>) => {
  for (const row of rows) {
    const counts = [
      row.system,
      row.rate,
      row.events,
      row.accepted,
      row.decided,
      row.later,
      row.unavailable,
      row.unanswered,
      row.lost,
    ]
    const times = [row.acknowledged, row.processed, row.resolved, row.writtenBack].map((latency) =>
      cell(three(latency), 20),
    )
    console.log([...counts, row.resolvedPerSecond, row.cpuMillis].map((value) => cell(value)).join(""), times.join(""))
  }
}

console.log(
  `${availableParallelism()} cores of ${cpus()[0]?.model.trim()}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`,
)
console.log(
  columns.map((name) => cell(name)).join(""),
  ["ack p50/95/99", "processed", "resolved", "written back"].map((name) => cell(name, 20)).join(""),
)
const rows: Array<Row> = []
for (const name of wanted) rows.push(...(await measureAll(name)))

const most = (name: SystemName) =>
  Math.max(...rows.filter(({ system }) => system === name).map((row) => row.resolvedPerSecond))
const least = (name: SystemName) =>
  Math.min(...rows.filter(({ system }) => system === name).map((row) => row.cpuMillis))
for (const other of wanted.filter((name) => name !== "kith" && wanted.includes("kith")))
  console.log(
    `kith resolved ${(most("kith") / most(other)).toFixed(2)} times as many a second as ${other},`,
    `for ${(least("kith") / least(other)).toFixed(1)} times the processor time an event`,
  )
if (values.json)
  writeFileSync(values.json, `${JSON.stringify({ load: loadavg()[0], node: process.version, rows }, undefined, 2)}\n`)
if (values.svg) writeFileSync(values.svg, chartOf(rows))
process.exitCode = rows.some(({ lost }) => lost > 0) ? 1 : 0
