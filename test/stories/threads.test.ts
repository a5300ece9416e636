import { readdirSync, readFileSync } from "node:fs"
import { constants } from "node:os"
import type { EventSummary } from "@kith/console/api/Events"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"

/** Of a thread of this process, as proc(5) tells it: the seventeenth number after its name. */
const niceOf = (id: string): number =>
  Number(readFileSync(`/proc/self/task/${id}/stat`, "utf8").split(") ").at(-1)?.split(" ")[16])

describe.each(["2", "3"])("Kith on %s threads", (threads) => {
  let centre: Centre
  beforeAll(async () => {
    centre = await openCentre({ genesys: { unknownInteractions: "adopt" } }, { KITH_THREADS: threads })
  })
  afterAll(() => centre.close())

  const people = ["ada", "bo", "cy", "di"]
  const emailOf = (who: string) => `${who}@threads.example`
  const all = people.flatMap((who) => [1, 2, 3].map((n) => ({ who, id: `${who}-${n}` })))

  it("decides every event, tells both vendors, and balances its ledger whenever it is asked", async () => {
    const custom = (who: string) => ({ email: emailOf(who), lastName: who })
    const answers = all.map(({ who, id }) => centre.post(guideEvent("Created", 1, { id, custom: custom(who) })))
    const ledgers = all.map(() => centre.ledger())
    for (const answer of await Promise.all(answers)) expect(answer.status).toBe(202)
    for (const ledger of await Promise.all(ledgers)) expect(ledger).toMatchObject({ balanced: true })
    expect(await centre.settled()).toMatchObject({ accepted: all.length, applied: all.length })
    const emails = centre.salesforce.contacts().map(({ Email }) => Email)
    expect(emails.sort()).toEqual(people.map(emailOf))
    for (const { who, id } of all) {
      const customerId = await centre.customerIn(`${who}-1`)
      expect(await centre.customerIn(id)).toBe(customerId)
      expect(centre.genesys.interaction(id)?.attributes.custom).toMatchObject({ resolvedCustomerId: customerId })
    }
  })

  it.runIf(process.platform === "linux")("lets the first thread, for which senders wait, go before the others", () => {
    const behind = readdirSync("/proc/self/task").filter(
      (id) => niceOf(id) === constants.priority.PRIORITY_BELOW_NORMAL,
    )
    expect(behind).toHaveLength(Number(threads) - 1)
    expect(niceOf(String(process.pid))).toBeLessThan(constants.priority.PRIORITY_BELOW_NORMAL)
  })

  it("answers on the first thread for what the others did", async () => {
    await eventually(async () => {
      const events = (await centre.ask("GET /events?limit=50")).body["events"] as ReadonlyArray<EventSummary>
      expect(events.map(({ disposition }) => disposition)).toEqual(all.map(() => "applied"))
    })
  })

  it("carries on with what waited for a vendor when it was stopped", async () => {
    centre.salesforce.trouble.down(true)
    await centre.post(guideEvent("Created", 5, { id: "ed-1", custom: { email: emailOf("ed"), lastName: "ed" } }))
    await eventually(() => expect(centre.store.queued("interaction-%")).toBe(0))
    await centre.restart()
    centre.salesforce.trouble.down(false)
    await centre.settled()
    expect(centre.salesforce.contacts().map(({ Email }) => Email)).toContain(emailOf("ed"))
  })

  it("forgets on every thread", async () => {
    const customerId = await centre.customerIn("bo-1")
    const { body } = await centre.ask("POST /erasures", { email: emailOf("bo") })
    await eventually(async () =>
      expect((await centre.ask(`GET /erasures/${body["erasureId"]}`)).body).toMatchObject({ status: "done" }),
    )
    expect(await centre.profile(customerId)).toEqual({ found: false, erased: true })
    expect(centre.salesforce.contacts().map(({ Email }) => Email)).not.toContain(emailOf("bo"))
  })
})
