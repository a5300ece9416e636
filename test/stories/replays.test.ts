import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
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

  it("are listed by reason and state", async () => {
    const list = async (query: string) => (await centre.ask(`GET /dead-letters?${query}`)).body["deadLetters"]
    expect(await list("reason=InvalidEvent")).toHaveLength(2)
    expect(await list("state=replayed")).toEqual([])
    expect(JSON.stringify(await list("bare=true"))).not.toContain('attributes":3')
  })

  it("need to be named in one way", async () => {
    expect((await centre.ask("POST /dead-letters/replay", { all: true, reason: "InvalidEvent" })).status).toBe(400)
  })
})
