import { setTimeout as sleep } from "node:timers/promises"

/** What the commands that speak with a running console have in common: `KITH_URL` is the console, `KITH_TOKEN` a token. */

/** The console would not do it, whatever is tried: the message says what to change. */
export class ConsoleRefused extends Error {}

const url = process.env["KITH_URL"] || "http://127.0.0.1:8080"
const attempts = 8
const longestWaitMillis = 30_000

const meaning: Readonly<Record<number, string>> = {
  400: "does not understand it: is it of the same release?",
  401: "does not know the token: set KITH_TOKEN to one of its CONSOLE_TOKENS",
  403: "says that the token lacks the scope",
  404: "has no such call: is KITH_URL the console, and of the same release?",
}

/**
 * Asks until it is answered: a console that restarts, or whose store is busy, is asked again for a minute, with
 * growing pauses or after as long as it says. `path` holds no value of anybody: messages repeat it up to its query.
 */
export const askConsole = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const call = `${method} ${path.split("?")[0]}`
  for (let attempt = 1; ; attempt++) {
    const answer = await tryOnce(method, path, body)
    if (answer.status === 200 || answer.status === 202) return JSON.parse(answer.text)
    if (answer.status < 500 && answer.status !== 0 && answer.status !== 429)
      throw new ConsoleRefused(`the console ${meaning[answer.status] ?? `answers ${answer.status}`} (${call})`)
    const reason = answer.status === 0 ? `${url} cannot be reached` : `the console answers ${answer.status} to ${call}`
    if (attempt === attempts) throw new Error(`${reason}, after ${attempts} attempts`)
    const wait = Math.min(longestWaitMillis, Math.max(answer.retryAfterMillis, 500 * 2 ** (attempt - 1)))
    process.stderr.write(`${reason}: again in ${Math.ceil(wait / 1000)} s\n`)
    await sleep(wait)
  }
}

/** Status 0: no answer. */
const tryOnce = async (method: string, path: string, body: unknown) => {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${process.env["KITH_TOKEN"] ?? ""}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const retryAfterMillis = 1000 * (Number(response.headers.get("retry-after")) || 0)
    return { status: response.status, retryAfterMillis, text: await response.text() }
  } catch {
    return { status: 0, retryAfterMillis: 0, text: "" }
  }
}

/** Runs a command: 0 done, 1 not done though it may be another time, 2 called or set up wrongly. */
export const runCommand = async (command: () => Promise<void>): Promise<void> => {
  try {
    await command()
  } catch (problem) {
    process.stderr.write(`${problem instanceof Error ? problem.message : "it failed"}\n`)
    process.exitCode = problem instanceof ConsoleRefused ? 2 : 1
  }
}
