import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { program } from "./Chromium.ts"
import { type Console, openConsole } from "./Console.ts"
import { ana, meetAna } from "./People.ts"

describe.skipIf(program === undefined)("Why", () => {
  let console: Console
  beforeAll(async () => {
    console = await openConsole()
    await meetAna(console)
  })
  afterAll(() => console.close())
  afterEach(() => expect(console.complaints()).toEqual([]))

  it("two callers are one person is three clicks from the events: the person, her call, the reason", async () => {
    const page = await console.at("#/events")
    await page.getByLabel("Filter Events").fill(`interaction:${ana.both}`)
    let clicks = 0
    const click = async (name: string, scope = page.locator("body")) => {
      clicks += 1
      await scope.getByRole("link", { name }).first().click()
    }
    await click((await console.centre.customerIn(ana.both)).slice(0, 8), page.locator("tbody tr").first())
    await page.locator(".timeline > li").first().waitFor()
    await click("Why this person?", page.locator(".timeline > li").filter({ hasText: "Chat" }))
    await page.getByRole("heading", { name: "One person" }).waitFor()
    expect(clicks).toBeLessThanOrEqual(3)
    await page.locator(".why-step").first().waitFor()
    expect(await page.locator(".why-step").first().textContent()).toMatch(/seen together in one interaction/)
    // Down to the interaction that the evidence is from.
    await page.locator(".why-step code").first().waitFor()
  })

  it("is asked of values that stand in no address, and answered for strangers, too", async () => {
    const page = await console.at("#/why")
    await page.getByLabel("This one", { exact: true }).fill(ana.email)
    expect(await page.getByLabel("This one is").inputValue()).toBe("email")
    await page.getByLabel("and that one", { exact: true }).fill(ana.phone)
    expect(await page.getByLabel("and that one is").inputValue()).toBe("phone")
    await page.getByRole("button", { name: "Explain" }).click()
    await page.getByRole("heading", { name: "One person" }).waitFor()
    await page.getByLabel("and that one", { exact: true }).fill("passer-by-0@traffic.example")
    await page.getByRole("button", { name: "Explain" }).click()
    await page.getByRole("heading", { name: "Not one person" }).waitFor()
    expect(page.url()).not.toMatch(/@|ana\.lima/)
  })
})
