import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { eventually } from "../stories/Eventually.ts"
import { program } from "./Chromium.ts"
import { type Console, openConsole } from "./Console.ts"
import { meetAna } from "./People.ts"

const figure = (text: string | null): number => Number((text ?? "").replaceAll(/\D/g, ""))

describe.skipIf(program === undefined)("The overview", () => {
  let console: Console
  beforeAll(async () => {
    console = await openConsole()
    await meetAna(console)
  })
  afterAll(() => console.close())
  afterEach(() => expect(console.complaints()).toEqual([]))

  it("tells from left to right what Kith does, and moves while events come in", async () => {
    const page = await console.at("#/")
    const captions = page.locator(".flow-caption")
    await captions.first().waitFor()
    expect(await captions.allTextContents()).toEqual([
      "1Events flow in",
      "2Persons form",
      "3CRM and Genesys are updated",
    ])
    const lefts = await captions.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left))
    expect(lefts.toSorted((x, y) => x - y)).toEqual(lefts)
    for (const system of ["Genesys Cloud", "Salesforce"]) {
      expect(await page.locator(".flow-systems").getByText(system).count()).toBe(1)
    }
    await page.locator('.flow-lines[data-moving="true"]').first().waitFor()
  })

  it("shows a ledger that grows under one's eyes, and adds up each time", async () => {
    const page = await console.at("#/")
    await page.getByRole("heading", { name: "Nothing is lost" }).waitFor()
    const read = () =>
      page.locator(".ledger").evaluate((ledger) => ({
        accepted: ledger.querySelector(".ledger-accepted b")?.textContent ?? "",
        ends: [...ledger.querySelectorAll(".ledger-terms dd")].map((end) => end.textContent ?? ""),
      }))
    const sumOf = ({ ends }: Awaited<ReturnType<typeof read>>) => ends.reduce((sum, end) => sum + figure(end), 0)
    const before = await read()
    expect(sumOf(before)).toBe(figure(before.accepted))
    await eventually(async () => {
      const now = await read()
      expect(sumOf(now)).toBe(figure(now.accepted))
      expect(figure(now.accepted)).toBeGreaterThan(figure(before.accepted))
    })
  })

  it("marks a ledger that does not add up in red and in words", async () => {
    const page = await console.at("#/")
    await page.route("**/stream", async (route) => {
      const answer = await fetch(`${console.centre.url()}/overview`, { headers: await route.request().allHeaders() })
      const overview = (await answer.json()) as { readonly ledger: { readonly accepted: number } }
      const wrong = {
        ...overview,
        ledger: { ...overview.ledger, accepted: overview.ledger.accepted + 2, balanced: false },
      }
      await route.fulfill({
        contentType: "text/event-stream",
        body: `event: overview\ndata: ${JSON.stringify(wrong)}\n\n`,
      })
    })
    await page.reload()
    await page.getByRole("heading", { name: "The ledger does not add up" }).waitFor()
    await page.getByText(/accepted events have no end/).waitFor()
    expect(await page.locator(".ledger").getAttribute("data-balanced")).toBe("false")
  })

  it("shows how long each part of the path takes, as a line and as a table", async () => {
    const page = await console.at("#/")
    for (const stage of ["Webhook answered", "Genesys told", "CRM updated", "Person known"]) {
      await page.getByRole("button", { name: stage }).click()
      await page.getByRole("img", { name: new RegExp(`^${stage}: latency`) }).waitFor()
    }
    await page.getByText("As a table").click()
    await page.locator(".chart table tbody tr").first().waitFor()
  })

  it("lists every subscription, and what just happened one click away from its reasons", async () => {
    const page = await console.at("#/")
    const rows = page.getByRole("region", { name: "Subscriptions" }).locator("tbody tr")
    await rows.first().waitFor()
    expect(await rows.count()).toBe(7)
    await page.locator(".feed a").first().click()
    await page.getByRole("heading", { name: "What happened" }).waitFor()
  })

  it("says that it lost the connection while the console is away, and goes on when it is back", async () => {
    const page = await console.at("#/")
    await page.locator('.live[data-state="open"]').waitFor()
    await page.context().setOffline(true)
    await page.route("**/stream", (route) => route.abort())
    await page.reload({ waitUntil: "commit" }).catch(() => {})
    await page.context().setOffline(false)
    await page.unroute("**/stream")
    await page.goto(`${console.centre.url()}/#/`)
    await page.locator('.live[data-state="open"]').waitFor()
    console.complaints()
  })
})
