import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { dayMillis } from "@kith/core/settings/PrivacyPolicy"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"

/** Each another, so that none can be taken for another's. */
const days = {
  interactions: 700,
  outcomes: 300,
  effects: 40,
  eventKeys: 20,
  signals: 60,
  deadLetters: 10,
  audits: 50,
  erasures: 100,
}

let centre: Centre
let policy = ""
let erasureId = ""
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } })
  policy = join(centre.directory, "policy.json")
  writeFileSync(policy, JSON.stringify({ privacy: { retentionDays: days } }))
  await centre.restart({ KITH_POLICY: policy })
})
afterAll(async () => {
  vi.restoreAllMocks()
  await centre.close()
})

const rows = (): ReadonlyArray<{ readonly collection: string; readonly body: string; readonly expires_at: number }> => {
  const database = new DatabaseSync(join(centre.directory, "kith.db"), { timeout: 5000 })
  try {
    return database
      .prepare("SELECT collection, body, expires_at FROM documents WHERE expires_at IS NOT NULL")
      .all() as never
  } finally {
    database.close()
  }
}
const stored = (collection: string) => centre.store.ids(collection).length

/** Starts again so many days later: what has passed is absent for every reader before it is swept, and then swept. */
const later = async (passed: number) => {
  await centre.stop()
  vi.restoreAllMocks()
  const now = Date.now
  vi.spyOn(Date, "now").mockImplementation(() => now() + passed * dayMillis)
  await centre.restart({ KITH_POLICY: policy })
}

const ada = { email: "ada@example.com", fingerprint: "fp-of-adas-device", visitorId: "visitor-of-ada" }

describe("What is kept", () => {
  it("has the lifetime that the policy says, each kind its own", async () => {
    await centre.hears(
      guideEvent("Created", 0, { id: "ada-1", custom: ada }),
      guideEvent("Created", 0, { id: "otto-1", custom: { email: "otto@example.com" } }),
    )
    for (let n = 0; n < 70; n++)
      await centre.post(guideEvent("Updated", n, { id: "ada-1", custom: { ...ada, customerTier: `tier-${n}` } }))
    await centre.post({ id: 9, attributes: { custom: { email: "eve@example.com" } } })
    await centre.settled()
    const answer = await centre.ask("POST /erasures", { email: "otto@example.com" })
    erasureId = String(answer.body["erasureId"])
    await eventually(async () => expect((await centre.ask(`GET /erasures/${erasureId}`)).body["status"]).toBe("done"))

    const now = Date.now()
    const lifetimes = rows().map(({ collection, expires_at }) => [collection, (expires_at - now) / dayMillis] as const)
    const within = (collection: string) =>
      [...new Set(lifetimes.filter(([name]) => name === collection).map(([, left]) => Math.round(left)))].sort()
    expect({
      effects: within("effects"),
      eventKeys: within("seen-events"),
      signals: within("signals"),
      deadLetters: within("dead-letters"),
      audits: within("audits"),
      erasures: within("erasures"),
    }).toEqual({
      effects: [days.effects],
      eventKeys: [days.eventKeys],
      signals: [days.signals],
      deadLetters: [days.deadLetters],
      audits: [days.audits],
      erasures: [days.erasures],
    })
    // A contact that was made is known for as long as its person; of who is erased only the mark passes.
    expect(
      rows().filter(({ collection, body }) => collection === "effects" && body.includes("forgotten")),
    ).toHaveLength(1)
  })

  it("is absent for whoever asks once it has passed, and then from the file", async () => {
    const kept = ["dead-letters", "seen-events", "effects", "signals", "erasures"].map((name) => [name, stored(name)])
    expect(kept.filter(([, count]) => count === 0)).toEqual([])
    await later(Math.max(days.signals, days.audits, days.erasures, days.effects) + 1)
    expect(await centre.deadLetters()).toEqual([])
    expect(await centre.ask(`GET /erasures/${erasureId}`)).toMatchObject({ status: 404 })
    const audits = (await centre.ask("GET /audits")).body["audits"] as ReadonlyArray<{ readonly action: string }>
    expect(audits.map(({ action }) => action)).toEqual(["dead-letters-read"])
    await eventually(() => {
      for (const name of ["dead-letters", "seen-events", "signals", "erasures"])
        expect([name, stored(name)]).toEqual([name, 0])
    })
    // Nobody comes back because a record of it is gone.
    expect(await centre.search({ email: "otto@example.com" })).toEqual({ found: false, erased: true })
  })

  it("tells no more why somebody is somebody, once the reasons have passed", async () => {
    expect((await centre.interaction("ada-1"))["because"]).not.toEqual([])
    await later(days.outcomes + 1)
    expect(await centre.interaction("ada-1")).toMatchObject({ status: "resolved", because: [], refused: [] })
    await eventually(() => expect(centre.store.body("interactions", "ada-1")).toContain('"because":[]'))
    expect(await centre.search({ email: ada.email })).toMatchObject({ found: true })
  })

  it("leaves with the interaction, at the last", async () => {
    await later(days.interactions + 1)
    await eventually(async () => expect(await centre.search({ email: ada.email })).toMatchObject({ found: false }))
    expect(centre.store.ids("interactions").filter((id) => id.startsWith("ada"))).toEqual([])
    expect(["ada@example", "fp-of-adas", "visitor-of-ada"].filter(centre.store.mentions)).toEqual([])
  })

  it("leaves a contact in the CRM that is the customer's who comes back", async () => {
    const withAda = () => centre.salesforce.contacts().filter(({ Email: email }) => email === ada.email)
    const [before] = withAda()
    await centre.hears(guideEvent("Created", 0, { id: "ada-back", custom: { email: ada.email } }))
    const customerId = await centre.customerIn("ada-back")
    expect(before?.Kith_Id__c).not.toBe(customerId)
    expect(withAda()).toMatchObject([{ Id: before?.Id, Kith_Id__c: customerId, Last_Interaction_Id__c: "ada-back" }])
  })
})
