import { createInterface } from "node:readline"
import * as z from "zod"

/**
 * `pnpm tombstones export > file` and `pnpm tombstones apply < file`: keeps what was erased apart from the store, one entry
 * to a line, and carries it out again on a restored backup. `KITH_URL` is the console, `KITH_TOKEN` one of its tokens with
 * the scope `privacy`.
 */

const url = process.env["KITH_URL"] ?? "http://127.0.0.1:8080"
const token = process.env["KITH_TOKEN"] ?? ""
const Page = z.object({ entries: z.array(z.unknown()), next: z.string().optional() })
const Applied = z.object({ applied: z.number(), erasures: z.number() })

const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`the console answers ${response.status} to ${method} ${path.split("?")[0]}`)
  return response.json()
}

const exportAll = async () => {
  let after: string | undefined
  do {
    const query = after === undefined ? "" : `?after=${encodeURIComponent(after)}`
    const { entries, next } = Page.parse(await ask("GET", `/tombstones${query}`))
    for (const entry of entries) process.stdout.write(`${JSON.stringify(entry)}\n`)
    after = next
  } while (after !== undefined)
}

const applyAll = async () => {
  let lines = 0
  let erasures = 0
  const apply = async (entries: ReadonlyArray<unknown>) => {
    if (entries.length === 0) return
    const done = Applied.parse(await ask("POST", "/tombstones", { entries }))
    lines += done.applied
    erasures += done.erasures
  }
  let waiting: Array<unknown> = []
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue
    waiting.push(JSON.parse(line))
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
if (command === undefined) {
  process.stderr.write("say export or apply\n")
  process.exit(2)
}
await command().catch((problem: unknown) => {
  process.stderr.write(`${problem instanceof Error ? problem.message : "it failed"}\n`)
  process.exit(1)
})
