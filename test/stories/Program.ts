import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

export interface Program {
  readonly port: number
  /** Resolves when the process is gone, with its exit code; nothing if it was killed. */
  readonly end: (signal: "SIGTERM" | "SIGKILL") => Promise<number | null>
}

type Environment = Readonly<Record<string, string>>

/** Starts a file of the product as a process of its own that knows nothing but `env`. */
export const spawnProgram = (file: string, env: Environment, options: ReadonlyArray<string> = []) => {
  const child = spawn(process.execPath, [file, ...options], {
    cwd: root,
    env: { ...env, PATH: process.env["PATH"] ?? "" },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let said = ""
  const listen = (chunk: Buffer) => {
    said += chunk
  }
  child.stdout.on("data", listen)
  child.stderr.on("data", listen)
  return { child, said: () => said }
}

/** `spawnProgram`, and waits until it says on which port it listens: what `port` finds in its output. */
export const startProgram = async (file: string, env: Environment, port: RegExp): Promise<Program> => {
  const { child, said } = spawnProgram(file, env)
  while (!port.test(said()) && child.exitCode === null) {
    await Promise.race([once(child.stdout, "data"), once(child, "exit")])
  }
  const [, found] = port.exec(said()) ?? []
  if (found === undefined) throw new Error(`${file} did not start:\n${said()}`)
  return { port: Number(found), end: (signal) => end(child, signal) }
}

const end = async (child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<number | null> => {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const gone = once(child, "exit")
  child.kill(signal)
  await gone
  return child.exitCode
}

/** What `pnpm start` runs. */
export const startKithProgram = (env: Environment) =>
  startProgram("packages/local/src/start.ts", { ...env, PORT: "0" }, /Kith listens on\s+http:\/\/127\.0\.0\.1:(\d+)/)
