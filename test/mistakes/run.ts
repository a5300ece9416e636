import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { copyTree, plant } from "./Copy.ts"
import type { Mistake } from "./Mistake.ts"
import { mistakes } from "./mistakes.ts"
import { runLaws, type Verdict } from "./RunLaws.ts"

/**
 * Plants each mistake in a copy of the tree and runs the laws on it. Exits with 1 if one survives, or if the laws do not
 * hold without any. Words on the command line pick the mistakes whose names hold one of them.
 */

const copies = 2
const histories = Number(process.env["KITH_HISTORIES"] ?? 120)

const words = process.argv.slice(2)
const picked = mistakes.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
const root = mkdtempSync(join(tmpdir(), "kith-mistakes-"))
const started = performance.now()

const line = (name: string, verdict: Verdict): string => {
  if (verdict._tag === "survived") return `SURVIVED  ${name}`
  if (verdict._tag === "undecided") return `       ?  ${name}\n          ${verdict.why}`
  return `${String(verdict.histories ?? "example").padStart(8)}  ${name}\n          ${verdict.law}`
}

/** One mistake after the other in a copy of its own, until none is left. */
const work = async (tree: string, left: Array<Mistake>, survivors: Array<Mistake>): Promise<void> => {
  copyTree(tree)
  for (let mistake = left.shift(); mistake !== undefined; mistake = left.shift()) {
    const restore = plant(tree, mistake)
    const verdict = await runLaws(tree, histories)
    restore()
    if (verdict._tag !== "caught") survivors.push(mistake)
    console.log(line(mistake.name, verdict))
  }
}

try {
  const sound = join(root, "sound")
  copyTree(sound)
  for (const mistake of picked) plant(sound, mistake)()
  const verdict = await runLaws(sound, histories)
  if (verdict._tag !== "survived") throw new Error(`the laws do not hold without any mistake:\n${line("", verdict)}`)
  console.log(`After so many histories of at most ${histories} a law caught\n`)
  const left = [...picked]
  const survivors: Array<Mistake> = []
  await Promise.all(Array.from({ length: copies }, (_, n) => work(join(root, `copy-${n}`), left, survivors)))
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`\n${picked.length - survivors.length} of ${picked.length} mistakes caught in ${seconds} s`)
  process.exitCode = survivors.length > 0 ? 1 : 0
} finally {
  rmSync(root, { recursive: true, force: true, maxRetries: 5 })
}
