import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"

export interface Ready {
  /** Milliseconds from the start of the process to its saying that it listens, by the clock on the wall. */
  readonly wall: number
  /** Milliseconds of a processor that it took until then, where the system tells. */
  readonly processor: number | undefined
}

/** Starts what is in `folder`, and ends it as soon as it is ready. */
export const timeToReady = async (folder: string, env: Readonly<Record<string, string>>): Promise<Ready> => {
  const start = performance.now()
  const child = spawn(process.execPath, ["main.js"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  const listen = (chunk: Buffer) => {
    said += chunk
  }
  child.stdout.on("data", listen)
  child.stderr.on("data", listen)
  while (!said.includes('"message":"listening"') && child.exitCode === null) {
    await Promise.race([once(child.stdout, "data"), once(child, "exit")])
  }
  const wall = performance.now() - start
  const processor = await processorTime(child.pid)
  if (child.exitCode !== null) throw new Error(`${folder} did not start:\n${said.slice(-2000)}`)
  const gone = once(child, "exit")
  child.kill("SIGKILL")
  await gone
  return { wall, processor }
}

/** Linux only: ticks of a hundredth of a second in user and system mode. */
const processorTime = async (pid: number | undefined): Promise<number | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  const [user, system] = ticks.slice(11, 13).map(Number)
  return user === undefined || system === undefined ? undefined : (user + system) * 10
}

/** Nothing is there that it leads to: a service starts without asking anybody. */
export const nowhere: Readonly<Record<string, string>> = {
  PORT: "0",
  PATH: process.env["PATH"] ?? "",
  GOOGLE_CLOUD_PROJECT: "nowhere",
  FIRESTORE_EMULATOR_HOST: "127.0.0.1:1",
  PUBSUB_EMULATOR_HOST: "127.0.0.1:1",
  KITH_PEPPER: "a pepper for nothing but the measuring of a start",
  WEBHOOK_TOKENS: "a-token-for-the-start",
  CONSOLE_TOKENS: "a-token-for-the-start",
  GENESYS_API_URL: "http://127.0.0.1:1",
  GENESYS_LOGIN_URL: "http://127.0.0.1:1",
  GENESYS_CLIENT_ID: "nobody",
  GENESYS_CLIENT_SECRET: "nothing",
  PROFILE_BASE_URL: "http://127.0.0.1:1",
}
