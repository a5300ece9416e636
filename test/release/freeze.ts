import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { setTimeout as wait } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { startKith } from "@kith/local/Kith"
import { guideEvent } from "../stories/Events.ts"
import { startOrgs } from "../stories/Orgs.ts"
import { webhookToken } from "../stories/Secrets.ts"

/**
 * `node test/release/freeze.ts 0.2.0`, when a release is made: what its store and its topics look like, which the next ones
 * have to understand. What is frozen is never changed.
 */
const [version] = process.argv.slice(2)
if (version === undefined) throw new Error("which version?")

const consoleToken = "a-token-for-the-freezing"
const directory = mkdtempSync(join(tmpdir(), "kith-freeze-"))
const orgs = await startOrgs({ genesys: { unknownInteractions: "adopt" } })
const env = {
  ...orgs.env,
  KITH_PEPPER: "a pepper that only the stories know, and long enough",
  WEBHOOK_TOKENS: webhookToken,
  CONSOLE_TOKENS: consoleToken,
  PROFILE_BASE_URL: "https://kith.example.org",
  PORT: "0",
  KITH_DATA_DIR: directory,
  LOG_LEVEL: "error",
}
const kith = await startKith(env)
const database = new DatabaseSync(join(directory, "kith.db"), { timeout: 5000 })
database.exec(`
  CREATE TABLE frozen (subscription TEXT, data TEXT, attributes TEXT);
  CREATE TRIGGER freeze AFTER INSERT ON deliveries BEGIN
    INSERT INTO frozen VALUES (new.subscription, new.data, new.attributes);
  END`)

const ask = async (path: string, token: string, body: unknown) => {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
  const request = { method: "POST", headers, body: JSON.stringify(body) }
  return (await fetch(`http://127.0.0.1:${kith.port}${path}`, request)).json()
}
const post = (event: unknown) => ask("/webhooks/genesys", webhookToken, event)
const settled = async () => {
  const waiting = database.prepare("SELECT count(*) AS n FROM deliveries")
  for (let calm = 0; calm < 5; ) {
    await wait(100)
    calm = Number(waiting.get()?.["n"]) === 0 ? calm + 1 : 0
  }
}

const ann = { email: "ann@example.com", visitorId: "visitor-ann", firstName: "Ann", customerTier: "Gold" }
await post(guideEvent("Created", 1, { id: "ann-1", custom: ann }))
await post(guideEvent("Created", 2, { id: "bob-1", type: "call", custom: { phone: "+493012345678" } }))
await settled()
// A merge, an end, a link, somebody with nothing, somebody forgotten, and what nobody can read.
await post(guideEvent("Created", 3, { id: "ann-2", custom: { ...ann, phone: "+493012345678" } }))
await post(guideEvent("Ended", 4, { id: "ann-1", custom: ann }))
await post(guideEvent("Created", 5, { id: "nobody-1" }))
await post(guideEvent("Created", 6, { id: "ann-3", linkedInteractionIds: ["ann-2"] }))
await post(guideEvent("Created", 7, { id: "carl-1", custom: { email: "carl@example.com" } }))
await settled()
await ask("/erasures", consoleToken, { email: "carl@example.com" })
await post({ eventType: "Interaction.Created", eventTime: "yesterday", interaction: { id: "bad-1" } })
await settled()

const documents = database.prepare("SELECT collection, id, body, tags FROM documents ORDER BY collection, id").all()
const messages = database.prepare("SELECT subscription, data, attributes FROM frozen ORDER BY rowid").all()
const parsed = (row: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      ["body", "tags", "data", "attributes"].includes(name) ? (JSON.parse(String(value)) as unknown) : value,
    ]),
  )
database.close()
await kith.stop()
await orgs.stop()
rmSync(directory, { recursive: true })

const release = { documents: documents.map(parsed), messages: messages.map(parsed) }
const file = fileURLToPath(new URL(`${version}.json`, import.meta.url))
writeFileSync(file, `${JSON.stringify(release, null, 1)}\n`)
process.stdout.write(`${file}: ${release.documents.length} documents, ${release.messages.length} messages\n`)
