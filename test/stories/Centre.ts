import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Assets, noAssets } from "@kith/console/web/Assets"
import { queues } from "@kith/core/topics/Queues"
import { type Kith, startKith } from "@kith/local/Kith"
import { expect } from "vitest"
import { makeClient } from "./Client.ts"
import { eventually } from "./Eventually.ts"
import { type OrgsOptions, startOrgs } from "./Orgs.ts"
import { secrets } from "./Secrets.ts"
import { storeFile } from "./StoreFile.ts"

/** As `pipeline.ts` says, but that the waits are short: those are for outages of hours. */
const impatient = queues.map(({ backoffSeconds: { minimum, maximum }, ...queue }) => ({
  ...queue,
  backoffSeconds: { minimum: minimum / 20, maximum: maximum / 1200 },
}))

/** A contact centre with Kith in this process, on one thread: the embedded runtime on a free port, and its two outside systems. */
export const openCentre = async (
  orgsOptions: OrgsOptions = {},
  settings: Readonly<Record<string, string>> = {},
  web: Assets = noAssets,
) => {
  const directory = mkdtempSync(join(tmpdir(), "kith-story-"))
  const orgs = await startOrgs(orgsOptions)
  const env = {
    ...orgs.env,
    ...secrets,
    PORT: "0",
    KITH_DATA_DIR: directory,
    LOG_LEVEL: "error",
    KITH_THREADS: "1",
    ...settings,
  }
  let kith: Kith = await startKith(env, impatient, web)
  const client = makeClient(() => {
    const url = `http://127.0.0.1:${kith.port}`
    return { webhook: url, console: url }
  })
  const store = storeFile(directory)

  /** Nothing is under way any more: no event without its end, no message without its acknowledgement. */
  const settled = () =>
    eventually(async () => {
      expect(store.queued()).toBe(0)
      const ledger = await client.ledger()
      expect(ledger).toMatchObject({ pending: 0, balanced: true })
      return ledger
    })

  let isRunning = true
  const stop = async () => {
    if (isRunning) await kith.stop()
    isRunning = false
  }

  return {
    ...client,
    genesys: orgs.genesys,
    salesforce: orgs.salesforce,
    servicenow: orgs.servicenow,
    store,
    directory,
    settled,
    /** Posts, and waits until everything that follows from it has happened. */
    hears: async (...events: ReadonlyArray<unknown>) => {
      for (const event of events) expect(await client.post(event)).toMatchObject({ status: 202 })
      return settled()
    },
    /** What the outside systems were asked so far, logins aside. */
    callsMade: () => ({ genesys: orgs.genesys.calls().length, salesforce: orgs.salesforce.calls().length }),
    /**
     * Everything that the outside systems were sent since a time (epoch milliseconds), as text, the latest thousand calls of
     * each. Genesys' own erasure is left out: it has to be told whom to forget.
     */
    vendorCalls: async (since = 0): Promise<ReadonlyArray<string>> => {
      const orgsAsked = [orgs.salesforce, orgs.genesys].map(async (org) => {
        const calls = org.calls().filter(({ at, path }) => at >= since && !path.includes("/gdpr/"))
        return Promise.all(
          calls.map(async (call) => {
            const answer = await fetch(`${org.url}/simulator/calls/${call.number}`)
            return `${JSON.stringify(call)} ${await answer.text()}`
          }),
        )
      })
      return (await Promise.all(orgsAsked)).flat()
    },
    url: () => `http://127.0.0.1:${kith.port}`,
    /** What this Kith was started with. */
    environment: (): Readonly<Record<string, string>> => env,
    stop,
    /** After a stop, or with one; with other settings, if any are given. */
    restart: async (others: Readonly<Record<string, string>> = {}) => {
      await stop()
      isRunning = true
      kith = await startKith({ ...env, ...others }, impatient, web)
    },
    close: async () => {
      await stop()
      await orgs.stop()
      rmSync(directory, { recursive: true })
    },
  }
}
export type Centre = Awaited<ReturnType<typeof openCentre>>
