import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as fc from "fast-check"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { makeClient } from "./Client.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"
import { type Orgs, startOrgs } from "./Orgs.ts"
import { type Program, startKithProgram } from "./Program.ts"
import { secrets } from "./Secrets.ts"
import { storeFile } from "./StoreFile.ts"

const patience = 180_000
const seed = Number(process.env["KITH_SEED"] ?? Date.now() % 1_000_000)
console.log(`When the process is killed follows from KITH_SEED=${seed}`)

const emailOf = (person: number) => `person-${person}@example.com`

/** A chat, a name in it, a call, and the end of the chat: four events of each person, in any order. */
const eventsOf = (persons: number): ReadonlyArray<unknown> => {
  const all = Array.from({ length: persons }, (_, person) => {
    const custom = { email: emailOf(person) }
    return [
      guideEvent("Created", 0, { id: `chat-${person}`, custom }),
      guideEvent("Updated", 1, { id: `chat-${person}`, custom: { ...custom, firstName: `Name ${person}` } }),
      guideEvent("Created", 2, { id: `call-${person}`, type: "voice", custom }),
      guideEvent("Ended", 3, { id: `chat-${person}`, custom }),
    ]
  }).flat()
  const order = fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })
  return fc.sample(order, { numRuns: 1, seed })[0] ?? []
}

let directory: string
let orgs: Orgs
let kith: Program
const client = makeClient(() => {
  const url = `http://127.0.0.1:${kith.port}`
  return { webhook: url, console: url }
})
const start = async () => {
  kith = await startKithProgram({ ...orgs.env, ...secrets, KITH_DATA_DIR: directory, LOG_LEVEL: "error" })
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "kith-crash-"))
  orgs = await startOrgs({
    genesys: { unknownInteractions: "adopt", allowedPerMinute: 1_000_000 },
    salesforce: { dailyLimit: 1_000_000 },
  })
  await start()
}, patience)
afterEach(async () => {
  await kith.end("SIGKILL")
  await orgs.stop()
  rmSync(directory, { recursive: true })
})

/** Posts as a busy centre does, and again what was not answered, for as long as that takes. */
const postAll = (events: ReadonlyArray<unknown>) => {
  const left = [...events]
  const accepted: Array<string> = []
  let sent = 0
  const sender = async () => {
    for (let event = left.shift(); event !== undefined; event = left.shift()) {
      sent += 1
      const answer = await client.post(event).catch(() => undefined)
      if (answer?.status === 202) accepted.push(String(answer.body["eventId"]))
      else {
        left.push(event)
        await eventually(() => client.ask("GET /health"))
      }
    }
  }
  return { accepted, sent: () => sent, done: Promise.all(Array.from({ length: 32 }, sender)) }
}

const balanced = async () => {
  const ledger = await client.ledger()
  expect(ledger).toMatchObject({ pending: 0, balanced: true, deadLettered: 0, refused: 0, suppressed: 0 })
  return ledger
}

/** Everybody is one person and one contact, and every accepted event has come to its end. */
const nothingIsLost = async (persons: number, accepted: ReadonlyArray<string>) => {
  expect(storeFile(directory).withoutEnd(accepted)).toEqual([])
  await eventually(() => expect(storeFile(directory).queued()).toBe(0), 60)
  const contacts = orgs.salesforce.contacts()
  const emails = Array.from({ length: persons }, (_, person) => emailOf(person))
  expect(contacts.map(({ Email }) => Email).sort()).toEqual(emails.sort())
  expect(new Set(contacts.map(({ Kith_Id__c: id }) => id)).size).toBe(persons)
  for (const { Email: email, Kith_Id__c: customerId } of contacts) {
    expect(await client.search({ email })).toMatchObject({ found: true, customerId })
  }
}

describe("kill -9 among a thousand events", { timeout: patience }, () => {
  it("loses nothing, makes no contact twice, and waits for no dead process", async () => {
    const persons = 250
    const posting = postAll(eventsOf(persons))
    const points = fc.sample(fc.integer({ min: 50, max: 900 }), { numRuns: 3, seed }).sort((a, b) => a - b)
    for (const point of points) {
      await eventually(() => expect(posting.accepted.length).toBeGreaterThan(point))
      await kith.end("SIGKILL")
      await start()
    }
    await posting.done
    const { accepted, applied, duplicate, irrelevant } = await eventually(balanced, 60)
    expect(posting.accepted).toHaveLength(4 * persons)
    // Beyond those answered: what was accepted by a process that died before it could say so.
    expect(accepted).toBeGreaterThanOrEqual(4 * persons)
    expect(accepted).toBeLessThanOrEqual(posting.sent())
    expect(applied + duplicate + irrelevant).toBe(accepted)
    await nothingIsLost(persons, posting.accepted)
  })
})

describe("kill -9 in the middle of a call to the CRM", { timeout: patience }, () => {
  it("has the next start take the call up at once, not when the dead process's claim has run out", async () => {
    orgs.salesforce.trouble.latency(8_000)
    await client.post(guideEvent("Created", 0, { id: "under-way", custom: { email: "under.way@example.com" } }))
    const store = storeFile(directory)
    const claims = () => store.ids("effects").filter((id) => store.body("effects", id).includes('"lease"'))
    await eventually(() => expect(claims().some((id) => id.startsWith("salesforce:"))).toBe(true))
    await kith.end("SIGKILL")
    orgs.salesforce.trouble.latency(0)
    await start()
    // A claim is good for a minute.
    await eventually(() => expect(orgs.salesforce.contacts()).toMatchObject([{ Email: "under.way@example.com" }]), 40)
    await eventually(() => expect(claims()).toEqual([]))
  })
})

describe("SIGTERM under load", { timeout: patience }, () => {
  it("ends with 0 within ten seconds, and nothing that was accepted is lost", async () => {
    const persons = 100
    const posting = postAll(eventsOf(persons))
    await eventually(() => expect(posting.accepted.length).toBeGreaterThan(persons))
    const gone = kith.end("SIGTERM")
    const late = new Promise((resolve) => setTimeout(resolve, 10_000, "late").unref())
    expect(await Promise.race([gone, late])).toBe(0)
    await start()
    await posting.done
    await eventually(balanced, 60)
    await nothingIsLost(persons, posting.accepted)
  })
})
