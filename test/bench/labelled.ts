import { parseArgs } from "node:util"
import { calibrationError } from "@kith/core/identity/Calibration"
import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import * as z from "zod"
import { arrivals } from "./labelled/Arrivals.ts"
import { baselines } from "./labelled/Baselines.ts"
import { receive, withPapers } from "./labelled/Centre.ts"
import { abstentionsAmong, assignmentsAmong, pairwise, tierOnePartition } from "./labelled/Measure.ts"
import { print } from "./labelled/Print.ts"
import type { Row } from "./labelled/Row.ts"
import { sampleFiles } from "./labelled/SampleFiles.ts"
import { traffic } from "./labelled/Traffic.ts"

/**
 * Labelled conversations through the product's own path, beside what simpler rules make of them. Without a folder:
 * generated traffic. Fails if identifiers alone join different conversations in different orders of arrival.
 */

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    orders: { type: "string", default: "3" },
    seed: { type: "string", default: "2" },
    people: { type: "string", default: "400" },
    json: { type: "boolean", default: false },
  },
})
const whole = z.coerce.number().int().min(1).max(100_000)
const [orders, seed, people] = [whole.parse(values.orders), whole.parse(values.seed), whole.parse(values.people)]

const inOrder = async (rows: ReadonlyArray<Row>, number: number) => {
  const { endings } = await receive(arrivals(rows, number), withPapers(defaultLinkingPolicy))
  const assignments = assignmentsAmong(endings)
  return {
    ...pairwise(endings.map(({ customerId, row }) => ({ group: customerId, truth: row.truth }))),
    assignments: assignments.length,
    rightAssignments: assignments.filter(({ isRight }) => isRight).length,
    calibrationError: calibrationError(assignments),
    abstentions: abstentionsAmong(endings),
    tierOne: tierOnePartition(endings),
  }
}

const compare = async (name: string, rows: ReadonlyArray<Row>) => {
  const runs: Array<Awaited<ReturnType<typeof inOrder>>> = []
  for (let number = 0; number < orders; number++) runs.push(await inOrder(rows, number))
  const others = Object.entries(baselines).map(([baseline, group]) => ({ baseline, ...pairwise(group(rows)) }))
  const sameTierOne = runs.every(({ tierOne }) => tierOne === runs[0]?.tierOne)
  return {
    name,
    conversations: rows.length,
    sameTierOne,
    baselines: others,
    runs: runs.map(({ tierOne: _, ...run }) => run),
  }
}

const [folder] = positionals
const data = folder === undefined ? [[`generated, seed ${seed}`, traffic(seed, people)] as const] : sampleFiles(folder)
if (data.length === 0) throw new Error("the folder holds none of the files that can be read")
const compared: Array<Compared> = []
for (const [name, rows] of data) compared.push(await compare(name, rows))
if (values.json) console.log(JSON.stringify(compared, null, 2))
else for (const one of compared) print(one)
if (compared.some(({ sameTierOne }) => !sameTierOne)) process.exitCode = 1

export type Compared = Awaited<ReturnType<typeof compare>>
