import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** Of util-linux, which is essential on Debian; what other systems call so takes other options. */
export const hasTerminals = process.platform === "linux" && existsSync("/usr/bin/script")

/** Runs a file of the product on a terminal of its own, as somebody who sits there would. */
export const onTerminal = (
  file: string,
  env: Readonly<Record<string, string>>,
  options: ReadonlyArray<string> = [],
) => {
  // In the shell's place: Ctrl+C would end the shell as well, and its end would hide the program's.
  const command = `exec ${[process.execPath, file, ...options].map((word) => `'${word}'`).join(" ")}`
  const child = spawn("/usr/bin/script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    cwd: root,
    env: { ...env, PATH: process.env["PATH"] ?? "", TERM: "xterm" },
    stdio: ["pipe", "pipe", "inherit"],
  })
  let shown = ""
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    shown += chunk
  })
  const closed = once(child, "close")
  return {
    shown: () => shown,
    press: (keys: string) => child.stdin.write(keys),
    /** With what it ended, once it has. */
    ended: closed.then(([code]) => code as number | null),
    /** For a test that failed before its end. */
    hangUp: () => child.kill(),
  }
}
