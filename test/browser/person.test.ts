import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { eventually } from "../stories/Eventually.ts"
import { program } from "./Chromium.ts"
import { type Console, openConsole } from "./Console.ts"
import { ana, meetAna } from "./People.ts"

describe.skipIf(program === undefined)("A person", () => {
  let console: Console
  beforeAll(async () => {
    console = await openConsole()
    await meetAna(console)
  })
  afterAll(() => console.close())
  afterEach(() => expect(console.complaints()).toEqual([]))

  it("is found by any identifier, with nothing of it in any address", async () => {
    const page = await console.at("#/")
    const addresses: Array<string> = []
    page.on("request", (request) => addresses.push(request.url()))
    await page.keyboard.press("/")
    await page.keyboard.type(ana.email)
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { name: "1 person" }).waitFor()
    for (const by of [ana.phone, ana.chat]) {
      await page.getByLabel("Who is it?").fill(by)
      await page.getByLabel("Who is it?").press("Enter")
      await page.getByRole("heading", { name: "1 person" }).waitFor()
    }
    await page.getByRole("region", { name: "Persons found" }).locator("a").first().click()
    await page.getByRole("heading", { name: "Identity graph" }).waitFor()
    expect(`${addresses.join("\n")}\n${page.url()}`).not.toMatch(/ana\.lima|2025550143|%40|@/)
  })

  it("shows each value with its source, masked; and unmasked when somebody may and says so", async () => {
    const page = await console.at(`#/person/${await console.centre.customerIn(ana.both)}`)
    await page.getByText("attributes.custom.email").first().waitFor()
    expect(await page.content()).not.toContain(ana.email)
    await page.getByRole("button", { name: "Unmask values" }).click()
    await page.getByRole("heading", { name: "Ana Lima" }).waitFor()
    await page.locator(".facts").getByText(ana.email).waitFor()
    await page.locator(".facts").getByText("Gold").waitFor()
  })

  it("stands as a graph whose nodes are reached by keyboard and tell what they rest on, and as a table", async () => {
    const page = await console.at(`#/person/${await console.centre.customerIn(ana.both)}`)
    const email = page.locator(".graph-node").filter({ hasText: "Email" })
    // The heading takes the focus while the screen opens.
    await eventually(async () => {
      await email.press("Enter")
      await page.locator(".graph-chosen").waitFor({ timeout: 1_000 })
    })
    await page.getByRole("button", { name: "Table" }).click()
    const table = page.getByRole("region", { name: "Identity graph of this person" })
    await table.getByText("makes one person").first().waitFor()
    expect(await table.locator("tbody tr").count()).toBeGreaterThanOrEqual(5)
  })

  it("is told step by step: how two became one, who stood where before and after", async () => {
    const page = await console.at(`#/person/${await console.centre.customerIn(ana.both)}`)
    await page.getByRole("tab", { name: /^How/ }).click()
    const steps = page.getByRole("list", { name: "All steps" }).getByRole("button")
    await steps.first().click()
    const clusters = page.locator(".clusters > .cluster")
    expect(await clusters.count()).toBe(1)
    await steps.filter({ hasText: "Two became one" }).click()
    expect(await clusters.count()).toBe(1)
    expect(await clusters.locator(".cluster-identifier").count()).toBe(3)
    await page.getByRole("button", { name: "Back" }).click()
    expect(await clusters.locator(".cluster-identifier").count()).toBeLessThan(3)
  })

  it("has a timeline over its channels", async () => {
    const page = await console.at(`#/person/${await console.centre.customerIn(ana.both)}`)
    const entries = page.locator(".timeline > li")
    await entries.nth(2).waitFor()
    const texts = await entries.allTextContents()
    expect(texts.filter((text) => text.startsWith("Call"))).toHaveLength(2)
    expect(texts.filter((text) => text.startsWith("Chat"))).toHaveLength(1)
  })

  it("comes apart again after the difference was shown, and is let be one again", async () => {
    const customerId = await console.centre.customerIn(ana.both)
    const page = await console.at(`#/person/${customerId}`)
    await page.getByRole("tab", { name: /^How/ }).click()
    await page.getByRole("button", { name: "Split off" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByText("Then: 2 persons").waitFor()
    expect(await console.centre.customerIn(ana.call)).toBe(customerId)
    await dialog.getByRole("button", { name: "Split off" }).click()
    await dialog.waitFor({ state: "detached" })
    expect(await console.centre.customerIn(ana.call)).not.toBe(customerId)

    await page.getByRole("tab", { name: /^Kept apart/ }).click()
    await page.getByRole("button", { name: "Lift" }).click()
    await dialog.getByText("Then: 1 person").waitFor()
    await dialog.getByRole("button", { name: "Lift" }).click()
    await dialog.waitFor({ state: "detached" })
    expect(await console.centre.customerIn(ana.call)).toBe(customerId)
  })

  it("nobody has an id of is told as nobody", async () => {
    const page = await console.at("#/person/00000000-0000-4000-8000-000000000000")
    await page.getByRole("heading", { name: "Nobody", exact: true }).waitFor()
  })
})
