import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import type { Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { guideEvent } from "../stories/Events.ts"
import { eventually } from "../stories/Eventually.ts"
import { program } from "./Chromium.ts"
import { type Console, openConsole, tokens } from "./Console.ts"
import { known } from "./People.ts"

/** Eve and Otto share a phone, and are one person for that. */
const couple = ["br-eve", "br-otto"] as const

describe.skipIf(program === undefined)("What if", () => {
  let console: Console
  let one = ""
  beforeAll(async () => {
    console = await openConsole()
    for (const [n, id] of couple.entries()) {
      const custom = { email: `${id}@whatif.example`, phone: "+12025550181" }
      await console.centre.post(guideEvent("Created", 1 + n, { id, custom }))
      one = await known(id)(console.centre)
    }
  })
  afterAll(() => console.close())
  afterEach(() => expect(console.complaints()).toEqual([]))

  const persons = () => Promise.all(couple.map((id) => console.centre.customerIn(id)))
  const mails = (page: Page) => page.getByLabel("Email per Phone, at most")
  const confirm = async (page: Page, word: string, reason: string) => {
    const dialog = page.getByRole("dialog")
    const button = dialog.getByRole("button", { name: word, exact: true })
    await dialog.getByText("It becomes policy").waitFor()
    expect(await button.isDisabled()).toBe(true)
    await dialog.getByLabel("Why?").fill(reason)
    await button.click()
  }

  it("shows who would come apart before anything is done, with the reason, as a picture and as a table", async () => {
    const page = await console.at("#/what-if")
    await page.getByRole("heading", { name: "Policy 1" }).waitFor()
    const preview = page.getByRole("button", { name: "Preview" })
    expect(await preview.isDisabled()).toBe(true)
    await mails(page).fill("1")
    await preview.click()
    const change = page.getByRole("region", { name: "One person would be 2." })
    await change.getByText("A phone number would count as several people's, and would join nobody.").waitFor()
    await change.getByText("Now: 1 person").waitFor()
    await change.getByText("Then: 2 persons").waitFor()
    await change.getByRole("group", { name: "One person would be 2." }).waitFor()
    await change.getByRole("button", { name: "Table" }).click()
    await change.locator("table").first().waitFor()
    expect(await persons()).toEqual([one, one])
  })

  it("activates it, shows how far history is, and rolls back to what was before", async () => {
    const page = await console.at("#/what-if")
    await mails(page).fill("1")
    await page.getByRole("button", { name: "Preview" }).click()
    await page.getByRole("button", { name: "Activate…" }).click()
    await confirm(page, "Activate", "couples share phones")
    await page.getByRole("heading", { name: "Policy 2" }).waitFor()
    await page.getByText(/All of history follows it: \d+ of \d+ groups counted anew/).waitFor()
    await eventually(async () => expect(new Set(await persons()).size).toBe(2))
    await page.getByRole("button", { name: "Roll back…" }).click()
    await confirm(page, "Roll back", "they are one after all")
    await page.getByRole("heading", { name: "Policy 3" }).waitFor()
    await page.getByText("says what version 1 said").waitFor()
    await page.getByText(/All of history follows it/).waitFor()
    await eventually(async () => expect(await persons()).toEqual([one, one]))
  })

  it("takes a policy file, and says which of its parts cannot be activated", async () => {
    const page = await console.at("#/what-if")
    const file = JSON.stringify({ linking: defaultLinkingPolicy, privacy: { afterErasure: "consent-again" } })
    await page
      .getByLabel("Load a file")
      .setInputFiles({ name: "policy.json", mimeType: "application/json", buffer: Buffer.from(file) })
    await page.getByRole("button", { name: "Preview" }).click()
    await page.getByText("For new events only: set it with KITH_POLICY and start again: privacy.afterErasure").waitFor()
    // The browser's own word on what was refused.
    expect(console.complaints()).toHaveLength(1)
  })

  it("is nothing for whoever may not operate", async () => {
    const page = await console.at("#/what-if", {}, tokens.profiles)
    await page.getByText("operations").first().waitFor()
    expect(await page.getByRole("button", { name: "Preview" }).count()).toBe(0)
  })
})
