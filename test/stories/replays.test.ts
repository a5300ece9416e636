import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import type { Body } from "./Client.ts"
import { guideEvent } from "./Events.ts"

let centre: Centre
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } })
  for (const id of ["re-1", "re-2"]) expect((await centre.post({ id, attributes: 3 })).status).toBe(400)
  expect((await centre.post("no json")).status).toBe(400)
  await centre.hears(guideEvent("Created", 1, { id: "re-ok", custom: { email: "ada@replays.example" } }))
})
afterAll(() => centre.close())

const replay = async (order: object) => (await centre.ask("POST /dead-letters/replay", order)).body

describe("Dead letters", () => {
  it("of one reason say what a replay would make of each, and nothing happens", async () => {
    const before = await centre.deadLetters()
    const body = await replay({ reason: "InvalidEvent", dryRun: true })
    expect(body).toMatchObject({ dryRun: true, looked: 3, replayed: 0 })
    expect(body["differences"]).toMatchObject([{ disposition: "refused" }, { disposition: "refused" }])
    expect(await centre.deadLetters()).toEqual(before)
  })

  it("stay where they are for as long as they are refused, whoever asks for all of them", async () => {
    const body = await replay({ all: true })
    expect(body).toMatchObject({ looked: 3, replayed: 0 })
    expect(body["stillRefused"]).toHaveLength(3)
    expect((await centre.deadLetters()).every(({ state }) => state === "waiting")).toBe(true)
  })

  it("that are replayed stand in the audit log with why, how many, and each by its id", async () => {
    const subjects = async () => {
      const audits = (await centre.ask("GET /audits?limit=500")).body["audits"] as ReadonlyArray<Body>
      return audits.filter(({ action }) => action === "replayed").map(({ subject }) => `${subject}`)
    }
    const before = await subjects()
    const letters = await centre.deadLetters()
    const invalid = letters.filter(({ reason }) => reason === "InvalidEvent").map(({ id }) => id)
    await replay({ reason: "InvalidEvent" })
    await replay({ ids: [invalid[0]] })
    await replay({ reason: "ada@replays.example" })
    const [byReason = "", byId = "", byNothing = "", ...more] = (await subjects()).slice(before.length)
    const [why, listed = ""] = byReason.split(": ")
    expect(why).toBe("InvalidEvent, 1-2 of 2")
    expect(listed.split(" ").sort()).toEqual(invalid.toSorted())
    expect([byId, byNothing, more]).toEqual([`named, 1-1 of 1: ${invalid[0]}`, "reason, 0", []])
  })

  it("are listed by reason and state", async () => {
    const list = async (query: string) => (await centre.ask(`GET /dead-letters?${query}`)).body["deadLetters"]
    expect(await list("reason=InvalidEvent")).toHaveLength(2)
    expect(await list("state=replayed")).toEqual([])
    expect(JSON.stringify(await list("bare=true"))).not.toContain('attributes":3')
  })

  it("need to be named in one way", async () => {
    expect((await centre.ask("POST /dead-letters/replay", { all: true, reason: "InvalidEvent" })).status).toBe(400)
  })

  it("replayed by the dozen stand in the audit log in several entries, none cut off", async () => {
    for (let n = 0; n < 12; n += 1) expect((await centre.post({ id: `many-${n}`, attributes: 3 })).status).toBe(400)
    const ids = (await centre.deadLetters()).map(({ id }) => id)
    await replay({ all: true })
    const { body } = await centre.ask("GET /audits?limit=500")
    const last = (body["audits"] as ReadonlyArray<Body>).filter(({ action }) => action === "replayed").slice(-2)
    const entries = last.map(({ subject }) => `${subject}`)
    expect(entries).toEqual([expect.stringMatching(/^all, 1-10 of 15: /), expect.stringMatching(/^all, 11-15 of 15: /)])
    expect(entries.flatMap((entry) => entry.split(": ")[1]?.split(" ")).sort()).toEqual(ids.toSorted())
  })
})
