import { readFile } from "node:fs/promises"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { program } from "./Chromium.ts"
import { type Console, openConsole, tokens } from "./Console.ts"
import { ana, meetAna } from "./People.ts"

describe.skipIf(program === undefined)("A privacy officer", () => {
  let console: Console
  beforeAll(async () => {
    console = await openConsole()
    await meetAna(console)
  })
  afterAll(() => console.close())
  afterEach(() => expect(console.complaints()).toEqual([]))

  it("gathers what is held about somebody and takes it along, as JSON and as a page", async () => {
    const page = await console.at("#/privacy", { acceptDownloads: true }, tokens.privacy)
    await page.getByRole("tab", { name: "Export" }).click()
    await page.getByLabel("Who is it about?").fill(ana.email)
    await page.getByRole("button", { name: "Gather" }).click()
    await page.getByText("3 interactions").waitFor()
    for (const [button, file] of [
      ["Download JSON", "held-about-you.json"],
      ["Download page", "held-about-you.html"],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: button }).click(),
      ])
      expect(download.suggestedFilename()).toBe(file)
      expect(await readFile(await download.path(), "utf8")).toContain(ana.email)
    }
  })

  it("sees what an erasure would touch, confirms it on purpose, follows it to its end and keeps the receipt", async () => {
    const customerId = await console.centre.customerIn(ana.both)
    const page = await console.at(`#/privacy/erase/${customerId}`, { acceptDownloads: true }, tokens.privacy)
    await page.getByRole("button", { name: "Preview" }).click()
    await page.getByRole("heading", { name: "What would be forgotten" }).waitFor()
    await page.getByText(/\d+ days left/).waitFor()
    expect(await page.locator(".tiles").textContent()).toContain("3interactions")
    expect((await console.centre.search({ email: ana.email }))["found"]).toBe(true)

    await page.getByRole("button", { name: "Erase…" }).click()
    const dialog = page.getByRole("dialog")
    const forGood = dialog.getByRole("button", { name: "Erase for good" })
    expect(await forGood.isDisabled()).toBe(true)
    await dialog.getByLabel(/^Type/).fill("erase")
    await forGood.click()

    await page.getByRole("heading", { name: "Forgotten everywhere" }).waitFor()
    for (const system of ["Salesforce", "Genesys Cloud"]) {
      expect(await page.locator(".systems li").filter({ hasText: system }).textContent()).toContain("Done")
    }
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download receipt" }).click(),
    ])
    const receipt = await readFile(await download.path(), "utf8")
    expect(JSON.parse(receipt)).toMatchObject({
      receipt: { type: "kith-erasure-receipt", status: "done", interactions: 3 },
      signature: { algorithm: "Ed25519" },
    })
    expect(receipt).not.toMatch(/ana|lima|2025550143/i)
    expect(await console.centre.search({ email: ana.email })).toMatchObject({ found: false, erased: true })
    expect(console.centre.salesforce.contacts().filter(({ Email }) => Email === ana.email)).toEqual([])
  })

  it("finds it among the requests with its clock, and every deed in the audit log", async () => {
    const page = await console.at("#/privacy/requests", {}, tokens.privacy)
    const row = page.getByRole("region", { name: "Erasures" }).locator("tbody tr").first()
    await row.waitFor()
    expect(await row.textContent()).toMatch(/Done.*days before the end/s)
    await page.getByRole("tab", { name: "Audit log" }).click()
    const log = page.locator('.table-wrap[aria-label^="Audit log"]')
    for (const deed of ["exported", "erasure previewed", "erased", "receipt issued"]) {
      await log.getByText(deed, { exact: true }).first().waitFor()
    }
    expect(await log.textContent()).not.toContain(ana.email)
  })
})
