import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { consoleToken } from "./Client.ts"
import { guideEvent } from "./Events.ts"

const first = "the pepper of today without which nobody is found"
const next = "the pepper of tomorrow which is long enough too"
let centre: Centre
beforeAll(async () => {
  centre = await openCentre(
    { genesys: { unknownInteractions: "adopt", allowedPerMinute: 100_000 } },
    { KITH_PEPPER: first, KITH_NEXT_PEPPER: next },
  )
})
afterAll(() => centre.close())

const people = Array.from({ length: 40 }, (_, n) => ({ email: `person-${n}@example.com`, visitorId: `visitor-${n}-x` }))
const script = new URL("../../packages/local/src/rekey.ts", import.meta.url).pathname
const rekey = () =>
  promisify(execFile)(process.execPath, [script], {
    env: { ...process.env, KITH_URL: centre.url(), KITH_TOKEN: consoleToken },
  }).then(({ stderr }) => stderr)

const ids = () =>
  Promise.all(people.map(async (custom) => (await centre.search({ email: custom.email }))["customerId"]))

describe("A change of peppers", () => {
  it("loses nobody, while traffic runs and the store is re-keyed", async () => {
    await centre.hears(...people.map((custom, n) => guideEvent("Created", 0, { id: `first-${n}`, custom })))
    const before = await ids()
    expect(new Set(before).size).toBe(people.length)
    await centre.stop()
    const rotated = {
      KITH_PEPPER: next,
      KITH_RETIRED_PEPPERS: first,
      KITH_NEXT_PEPPER: "",
    }
    await centre.restart(rotated)
    expect(await ids()).toEqual(before)
    const traffic = Promise.all(
      people.map(({ visitorId, email }, n) =>
        centre.post(guideEvent("Created", 1 + n, { id: `later-${n}`, custom: n % 2 ? { visitorId } : { email } })),
      ),
    )
    expect(await rekey()).toContain("identifiers answer under the present pepper from now on")
    await traffic
    expect(await centre.settled()).toMatchObject({ accepted: 80, applied: 80, deadLettered: 0, balanced: true })
    expect(await ids()).toEqual(before)
    for (const [n, id] of before.entries()) expect(await centre.customerIn(`later-${n}`)).toBe(id)
    expect(await rekey()).toContain("0 identifiers")
  })

  it("is followed by erasures as before", async () => {
    await centre.ask("POST /erasures", { email: people[0]?.email })
    await centre.settled()
    expect(await centre.search({ email: people[0]?.email })).toEqual({ found: false, erased: true })
    expect(["person-0@", "visitor-0-x"].filter(centre.store.mentions)).toEqual([])
    const again = guideEvent("Created", 90, { id: "again", custom: { visitorId: people[0]?.visitorId } })
    expect(await centre.post(again)).toMatchObject({ body: { disposition: "suppressed" } })
  })
})
