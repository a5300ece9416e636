import { createInterface } from "node:readline"
import * as z from "zod"
import { askConsole, ConsoleRefused, runCommand } from "./AskConsole.ts"

/**
 * `pnpm tombstones export > file` and `pnpm tombstones apply < file`: keeps what was erased apart from the store, one entry
 * to a line, and carries it out again on a restored backup. `KITH_URL` is the console, `KITH_TOKEN` one of its tokens with
 * the scope `privacy`. Broken off, either is begun again: what was carried out is found done.
 */

const Page = z.object({ entries: z.array(z.unknown()), next: z.string().optional() })
const Applied = z.object({ applied: z.number(), erasures: z.number() })

const exportAll = async () => {
  let after: string | undefined
  do {
    const query = after === undefined ? "" : `?after=${encodeURIComponent(after)}`
    const { entries, next } = Page.parse(await askConsole("GET", `/tombstones${query}`))
    for (const entry of entries) process.stdout.write(`${JSON.stringify(entry)}\n`)
    after = next
  } while (after !== undefined)
}

const entryOf = (line: string, number: number): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    throw new ConsoleRefused(`line ${number} is no JSON: give it what the export wrote`)
  }
}

const applyAll = async () => {
  let lines = 0
  let erasures = 0
  const apply = async (entries: ReadonlyArray<unknown>) => {
    if (entries.length === 0) return
    const done = Applied.parse(await askConsole("POST", "/tombstones", { entries }))
    lines += done.applied
    erasures += done.erasures
  }
  let waiting: Array<unknown> = []
  let number = 0
  for await (const line of createInterface({ input: process.stdin })) {
    number += 1
    if (line.trim() === "") continue
    waiting.push(entryOf(line, number))
    if (waiting.length === 5) {
      await apply(waiting)
      waiting = []
    }
  }
  await apply(waiting)
  process.stderr.write(`${lines} entries, ${erasures} erasures carried out again\n`)
}

const commands: Readonly<Record<string, () => Promise<void>>> = { export: exportAll, apply: applyAll }
const command = commands[process.argv[2] ?? ""]
await runCommand(
  command ??
    (() => {
      throw new ConsoleRefused("say export or apply")
    }),
)
