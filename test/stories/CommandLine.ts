import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

export interface Ended {
  readonly code: number | null
  /** What it answered, on stdout. */
  readonly out: string
  /** What it told beside that, on stderr. */
  readonly beside: string
}

/** Runs the command line as a process of its own that knows nothing but `env`. */
export const runKith = async (
  env: Readonly<Record<string, string>>,
  typed: ReadonlyArray<string>,
  stdin = "",
): Promise<Ended> => {
  const child = spawn(process.execPath, ["packages/cli/src/main.ts", ...typed], {
    cwd: root,
    env: { ...env, PATH: process.env["PATH"] ?? "" },
    stdio: ["pipe", "pipe", "pipe"],
  })
  let [out, beside] = ["", ""]
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk
  })
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    beside += chunk
  })
  child.stdin.on("error", () => {}).end(stdin)
  const [code] = (await once(child, "close")) as [number | null]
  return { code, out, beside }
}
