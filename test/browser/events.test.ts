import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { guideEvent } from "../stories/Events.ts"
import { program } from "./Chromium.ts"
import { type Console, openConsole } from "./Console.ts"
import { ana, meetAna } from "./People.ts"

describe.skipIf(program === undefined)("Live events", () => {
  let console: Console
  beforeAll(async () => {
    console = await openConsole()
    await meetAna(console)
  })
  afterAll(() => console.close())
  afterEach(() => expect(console.complaints()).toEqual([]))

  it("come in while one watches, stand still when told to, and go on", async () => {
    const page = await console.at("#/events")
    await page.getByRole("button", { name: "Pause" }).click()
    await console.centre.post(guideEvent("Created", 70, { id: "br-while-paused", custom: { visitorId: "paused" } }))
    await page.getByLabel("Filter Events").fill("interaction:br-while-paused")
    await page.getByText("Nothing fits the filter.").waitFor()
    await page.getByRole("button", { name: "Go on" }).click()
    await page.locator("tbody tr").first().waitFor()
    expect(await page.locator("tbody tr").count()).toBe(1)
  })

  it("are narrowed down by chips and by disposition", async () => {
    const page = await console.at("#/events")
    const filter = page.getByLabel("Filter Events")
    await filter.fill(`interaction:${ana.chat}`)
    await filter.press("Enter")
    await page.locator(".chip").filter({ hasText: ana.chat }).waitFor()
    const rows = page.locator("tbody tr")
    await rows.nth(1).waitFor()
    for (const text of await rows.allTextContents()) expect(text).toContain(ana.chat)
    await page.getByRole("button", { name: `Remove filter ${ana.chat}` }).click()
    await page.getByRole("button", { name: "Suppressed" }).click()
    await page.getByRole("heading", { name: "No such event among the latest" }).waitFor()
  })

  it("tell one click away what was stored, decided and sent, and why; values stand masked until somebody unmasks them", async () => {
    const page = await console.at("#/events")
    await page.getByLabel("Filter Events").fill(`interaction:${ana.both}`)
    await page.locator("tbody tr a.table-link").first().click()
    const drawer = page.locator(".drawer")
    for (const heading of ["What happened", "Why", "Stored", "Sent"]) {
      await drawer.getByRole("heading", { name: heading, exact: true }).waitFor()
    }
    await drawer.getByText(/It carries an email address of this person/).waitFor()
    await drawer.getByText("Genesys Cloud").first().waitFor()
    expect(await drawer.textContent()).not.toContain(ana.email)
    await drawer.getByRole("button", { name: "Unmask values" }).click()
    await drawer.getByText(ana.email).waitFor()
    const audits = (await console.centre.ask("GET /audits?limit=500")).body["audits"] as ReadonlyArray<{
      action: string
    }>
    expect(audits.map(({ action }) => action)).toContain("unmasked")
    await page.keyboard.press("Escape")
    await drawer.waitFor({ state: "detached" })
  })
})
