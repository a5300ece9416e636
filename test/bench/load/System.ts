import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"

export const systems = ["kith", "naive", "raw"] as const
export type SystemName = (typeof systems)[number]

export const webhookToken = "a-token-of-the-load-generator"

export const program = (file: string) => fileURLToPath(new URL(file, import.meta.url))

const ask = async <A>(child: ChildProcess, question: string): Promise<A> => {
  const answered = once(child, "message")
  child.send(question)
  const [answer] = await answered
  return answer as A
}

/** The simulated vendors, in a process of their own. */
export const startOutside = async () => {
  const child = fork(program("./orgs.ts"))
  const [env] = (await once(child, "message")) as [Record<string, string>]
  return {
    env,
    /** Interaction → when Genesys was first written to. */
    written: () => ask<Record<string, number>>(child, "written"),
    stop: () => void child.kill(),
  }
}

/** How often the ledger is looked at: what is resolved is seen so many milliseconds late at most. */
export const pollMillis = 10
/** The ledger's times are of a commit's beginning. */
const commitMillis = 500

/** One of the compared systems on a store of its own. */
export const startSystem = async (name: SystemName, outside: Readonly<Record<string, string>>) => {
  const directory = mkdtempSync(join(tmpdir(), "kith-load-"))
  const env = {
    ...outside,
    PATH: process.env["PATH"] ?? "",
    PORT: "0",
    KITH_DATA_DIR: directory,
    KITH_PEPPER: "a pepper that only the load generator knows",
    WEBHOOK_TOKENS: webhookToken,
    CONSOLE_TOKENS: "a-token-of-the-bench",
    LOG_LEVEL: "error",
    ...(process.env["KITH_THREADS"] !== undefined && { KITH_THREADS: process.env["KITH_THREADS"] }),
    PROFILE_BASE_URL: "https://kith.example.org",
  }
  const child =
    name === "kith" ? fork(program("./kith.ts"), { env }) : fork(program("./baseline.ts"), [name, directory], { env })
  const [url] = (await once(child, "message")) as [string]
  const database = new DatabaseSync(join(directory, "kith.db"), { timeout: 5000 })
  const ended = database.prepare("SELECT accept_id, at FROM ledger WHERE at >= ? AND disposition <> 'irrelevant'")
  const passedOver = database.prepare("SELECT accept_id, at FROM ledger WHERE disposition = 'irrelevant'")
  const left = database.prepare("SELECT count(*) AS n FROM deliveries WHERE subscription LIKE ?")
  const underWay = database.prepare(
    `SELECT data ->> 'acceptId' AS accept_id FROM deliveries
     WHERE subscription IN ('interaction-opened-to-resolver', 'interaction-updated-to-resolver') AND leased = 1`,
  )
  const seen = new Map<string, number>()
  const taken = new Map<string, number>()
  let lastLook = 0

  /** Kith's ledger as another process sees it. */
  const look = (since: number) => {
    const now = performance.timeOrigin + performance.now()
    for (const { accept_id, at } of ended.all(Math.floor(since))) {
      const id = String(accept_id)
      if (!seen.has(id)) seen.set(id, Math.max(Number(at), now - pollMillis))
    }
    // It was taken after the last look, so at that time at the earliest.
    for (const { accept_id } of underWay.all()) {
      const id = String(accept_id)
      if (!taken.has(id)) taken.set(id, lastLook)
    }
    lastLook = now
  }

  return {
    url,
    /** Milliseconds of the processor that the process has used so far. */
    cpuMillis: async (): Promise<number> => {
      const { user, system } = await ask<NodeJS.CpuUsage>(child, "cpu")
      return (user + system) / 1000
    },
    /** Looks at the ledger while something goes on. */
    watching: async <A>(work: Promise<A>): Promise<A> => {
      let isOver = false
      const done = work.finally(() => {
        isOver = true
      })
      while (!isOver) {
        if (name === "kith") look(Date.now() - commitMillis)
        await new Promise((resolve) => setTimeout(resolve, pollMillis))
      }
      return done
    },
    /** Messages that wait, for the resolver or for anybody. */
    waiting: (subscription = "%"): number => Number(left.get(subscription)?.["n"]),
    /** Event → when it was resolved, in epoch milliseconds. */
    resolved: async (): Promise<(eventId: string) => number | undefined> => {
      if (name !== "kith") {
        const times = await ask<Record<string, number>>(child, "resolved")
        return (eventId) => times[eventId]
      }
      look(0)
      for (const { accept_id, at } of passedOver.all()) seen.set(String(accept_id), Number(at))
      return (eventId) => seen.get(eventId)
    },
    /** Event → when it was taken from the queue at the earliest, of those that were seen on their way; of Kith only. */
    taken: (eventId: string): number | undefined => taken.get(eventId),
    stop: async () => {
      const gone = once(child, "exit")
      child.send("stop")
      await gone
      database.close()
      rmSync(directory, { recursive: true })
    },
  }
}
export type System = Awaited<ReturnType<typeof startSystem>>
