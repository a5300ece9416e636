import { spawn } from "node:child_process"
import { existsSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"

export type Verdict =
  | { readonly _tag: "survived" }
  /** `histories`: up to the counterexample; none where the law's own example fails. */
  | { readonly _tag: "caught"; readonly law: string; readonly histories?: number }
  /** Something failed, and no law: out of time, or the tree does not load. */
  | { readonly _tag: "undecided"; readonly why: string }

/** What vitest's JSON reporter writes, as far as it is read. */
const Report = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(
        z.object({ title: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
})

const longestMillis = 600_000

/** Runs the laws of the graph in a tree, the same histories each time, up to the first that fails. */
export const runLaws = async (tree: string, histories: number): Promise<Verdict> => {
  const output = join(tree, "laws.json")
  rmSync(output, { force: true })
  await new Promise<void>((resolve) => {
    const vitest = [join(tree, "node_modules/vitest/vitest.mjs"), "run", "--config", "vitest.workspace.ts"]
    const laws = ["walk", "merges", "order", "bans", "splits", "policies", "rotation"].map(
      (law) => `test/laws/${law}.test.ts`,
    )
    const options = ["--project", "laws", "--bail", "1", "--no-file-parallelism", "--reporter", "json"]
    spawn(process.execPath, [...vitest, ...laws, ...options, "--outputFile", output], {
      cwd: tree,
      stdio: "ignore",
      timeout: longestMillis,
      env: { ...process.env, KITH_HISTORIES: String(histories), KITH_SHRINK: "no", KITH_SEED: "11" },
    }).on("close", () => resolve())
  })
  if (!existsSync(output)) return { _tag: "undecided", why: "the laws did not come to an end" }
  const { success, testResults } = Report.parse(JSON.parse(readFileSync(output, "utf8")))
  if (success) return { _tag: "survived" }
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === "failed")
  const said = failed?.failureMessages.join("\n") ?? testResults.map(({ message }) => message).join("\n")
  const [, count] = /Property failed after (\d+) tests/.exec(said) ?? []
  if (failed !== undefined && count !== undefined)
    return { _tag: "caught", law: failed.title, histories: Number(count) }
  if (failed !== undefined && said.startsWith("AssertionError")) return { _tag: "caught", law: failed.title }
  return { _tag: "undecided", why: said.trim().slice(0, 300) }
}
