import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"
import { Pool } from "undici"
import { program, startOutside, webhookToken } from "../bench/load/System.ts"
import { traffic } from "../bench/load/Traffic.ts"
import { slopeOf } from "./Slope.ts"

/**
 * `pnpm soak`: a steady rate on the embedded runtime, which is stopped and killed by turns. Whatever is not answered 202
 * is sent again, as a sender would. At the end nothing may be missing, the heap of each process must have been flat, and
 * the file no larger than budgeted. The exit code tells.
 */

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    rate: { type: "string", default: "100" },
    lives: { type: "string", default: "4" },
    seed: { type: "string", default: "1" },
  },
})
const [minutes, rate, lives] = [values.minutes, values.rate, values.lives].map(Number) as [number, number, number]

const bytesPerEvent = 5 * 1024
/** The memory of the latest 50,000 participants takes half an hour to fill; what a request leaves behind is kilobytes. */
const leftByAnEvent = 512
const mebibytesPerMinute = (rate * 60 * leftByAnEvent) / 2 ** 20
/** In its first half, and until what remembers the latest 5,000 events is full, a process warms up. */
const warmingEvents = 6_000

const directory = mkdtempSync(join(tmpdir(), "kith-soak-"))
const outside = await startOutside()
const env = {
  ...outside.env,
  PATH: process.env["PATH"] ?? "",
  PORT: "0",
  KITH_DATA_DIR: directory,
  KITH_PEPPER: "a pepper that only the soak knows, long enough",
  WEBHOOK_TOKENS: webhookToken,
  CONSOLE_TOKENS: "a-token-of-the-soak",
  LOG_LEVEL: "error",
  PROFILE_BASE_URL: "https://kith.example.org",
}

let url: string | undefined
const startLife = async (): Promise<ChildProcess> => {
  const child = fork(program("./kith.ts"), { env, execArgv: ["--expose-gc"] })
  const [said] = (await once(child, "message")) as [string]
  url = said
  return child
}
const endLife = async (child: ChildProcess, signal: "SIGTERM" | "SIGKILL") => {
  url = undefined
  const gone = once(child, "exit")
  child.kill(signal)
  await gone
}

const accepted: Array<string> = []
const answers = new Map<string, number>()
let posts = 0
const pools = new Map<string, Pool>()
const poolOf = (origin: string): Pool => {
  const pool = pools.get(origin) ?? new Pool(origin, { connections: 128 })
  pools.set(origin, pool)
  return pool
}

const headers = { authorization: `Bearer ${webhookToken}`, "content-type": "application/json" }
const post = async (body: string) => {
  for (;;) {
    try {
      if (url === undefined) throw new Error("nobody listens")
      const answer = await poolOf(url).request({ path: "/webhooks/genesys", method: "POST", headers, body })
      const { eventId } = (await answer.body.json()) as { readonly eventId?: string }
      answers.set(String(answer.statusCode), (answers.get(String(answer.statusCode)) ?? 0) + 1)
      if (answer.statusCode === 202 && eventId !== undefined) return void accepted.push(eventId)
    } catch {
      answers.set("none", (answers.get("none") ?? 0) + 1)
    }
    await sleep(1000)
  }
}

const underWay = new Set<Promise<void>>()
const next = traffic("soak", Number(values.seed))
const send = async (until: number) => {
  const began = Date.now()
  let due = 0
  let n = 0
  while (Date.now() < until) {
    for (; due < ((Date.now() - began) / 1000) * rate; due++) {
      let event = next(n++)
      while (event === undefined) event = next(n++)
      const one = post(event.body)
      posts += 1
      underWay.add(one)
      void one.finally(() => underWay.delete(one))
    }
    await sleep(10)
  }
}

const problems: Array<string> = []
const leastReadings = 6
let livesTold = 0
const heapOf = async (child: ChildProcess): Promise<number> => {
  const answered = once(child, "message")
  child.send("heap")
  return Number((await answered)[0]) / 2 ** 20
}

/** The heap's growth in one process's life, in mebibytes a minute. */
const watchHeap = async (child: ChildProcess, until: number, life: number) => {
  const readings: Array<{ readonly accepted: number; readonly point: readonly [number, number] }> = []
  const began = Date.now()
  const before = accepted.length
  while (Date.now() < until) {
    await sleep(Math.min(5_000, Math.max(0, until - Date.now())))
    const point = [(Date.now() - began) / 60_000, await heapOf(child)] as const
    readings.push({ accepted: accepted.length - before, point })
  }
  const secondHalf = readings.slice(Math.floor(readings.length / 2))
  const settled = secondHalf.filter((reading) => reading.accepted >= warmingEvents).map(({ point }) => point)
  const slope = slopeOf(settled)
  const told = settled.length < leastReadings ? "too short to tell" : `${slope.toFixed(2)} MiB a minute once warm`
  console.log(
    `life ${life}: ${readings.at(-1)?.point[1].toFixed(0)} MiB live, ${told}, ${accepted.length} accepted so far`,
  )
  if (settled.length < leastReadings) return
  livesTold += 1
  if (slope > mebibytesPerMinute) problems.push(`life ${life}: the heap grew by ${slope.toFixed(2)} MiB a minute`)
}

const end = Date.now() + minutes * 60_000
const sending = send(end)
let child = await startLife()
for (let life = 1; life <= lives; life++) {
  await watchHeap(child, end - ((lives - life) * minutes * 60_000) / lives, life)
  if (life === lives) break
  await endLife(child, life % 2 === 0 ? "SIGKILL" : "SIGTERM")
  child = await startLife()
}
await sending
await Promise.all(underWay)

const database = new DatabaseSync(join(directory, "kith.db"), { timeout: 5000 })
const pending = () => Number(database.prepare("SELECT count(*) AS n FROM deliveries").get()?.["n"])
for (let waited = 0; pending() > 0 && waited < 600; waited++) await sleep(1000)
const ledger = (await (
  await fetch(`${url}/ledger`, { headers: { authorization: `Bearer ${env.CONSOLE_TOKENS}` } })
).json()) as { readonly balanced: boolean; readonly pending: number; readonly accepted: number }
const isEnded = database.prepare("SELECT 1 FROM ledger WHERE accept_id = ?")
const lost = accepted.filter((id) => isEnded.get(id) === undefined).length
const pragma = (of: string) => Number(database.prepare(`PRAGMA ${of}`).get()?.[of])
const bytes = ((pragma("page_count") - pragma("freelist_count")) * pragma("page_size")) / accepted.length
database.close()
await endLife(child, "SIGTERM")
outside.stop()
for (const pool of pools.values()) await pool.destroy()
rmSync(directory, { recursive: true })

if (livesTold === 0) problems.push("no process lived for long enough to tell whether its heap was flat")
if (lost > 0) problems.push(`${lost} events were answered 202 and have no end`)
if (!ledger.balanced || ledger.pending > 0) problems.push(`the ledger: ${JSON.stringify(ledger)}`)
if (bytes > bytesPerEvent) problems.push(`the file holds ${Math.round(bytes)} bytes for each event`)
console.log(
  `${posts} events at ${rate} a second, ${lives} processes; answers ${JSON.stringify(Object.fromEntries(answers))}; ${lost} lost; ${Math.round(bytes)} bytes of the file for each event; ledger accepted ${ledger.accepted}, balanced ${ledger.balanced}`,
)
for (const problem of problems) console.log(problem)
process.exitCode = problems.length === 0 ? 0 : 1
