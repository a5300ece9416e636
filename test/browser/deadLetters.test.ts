import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { guideEvent } from "../stories/Events.ts"
import { eventually } from "../stories/Eventually.ts"
import { asAdministrator } from "../stories/SalesforceAdministrator.ts"
import { program } from "./Chromium.ts"
import { type Console, openConsole, tokens } from "./Console.ts"

describe.skipIf(program === undefined)("Dead letters", () => {
  let console: Console
  beforeAll(async () => {
    console = await openConsole()
    // What two contacts of the CRM share is given up until somebody says which is meant.
    const twice = { Email: "nadia@twice.example", LastName: "Twice" }
    console.centre.salesforce.seed([twice, { ...twice, FirstName: "Again" }])
    await console.centre.post(guideEvent("Created", 1, { id: "br-nadia", custom: { email: twice.Email } }))
    for (const attributes of [3, 4]) await console.centre.post({ id: "x", attributes })
    await eventually(async () => expect(await console.centre.deadLetters()).toHaveLength(3))
  })
  afterAll(() => console.close())
  afterEach(() => expect(console.complaints()).toEqual([]))

  it("are told apart by their reasons", async () => {
    const page = await console.at("#/dead-letters")
    const rows = page.getByRole("region", { name: "Dead letters" }).locator("tbody tr")
    await rows.nth(2).waitFor()
    await page.getByRole("button", { name: /^InvalidEvent/ }).click()
    await eventually(async () => expect(await rows.count()).toBe(2))
    expect(await rows.first().textContent()).toContain("/webhooks/genesys")
  })

  it("say where a replay would lead before it is done, and go there when it is", async () => {
    const page = await console.at("#/dead-letters")
    await page
      .getByRole("region", { name: "Dead letters" })
      .locator("tbody tr")
      .filter({ hasText: "SeveralMatches" })
      .locator("a")
      .first()
      .click()
    const drawer = page.locator(".drawer")
    const replay = drawer.getByRole("button", { name: "Replay", exact: true })
    expect(await replay.isDisabled()).toBe(true)
    await drawer.getByRole("button", { name: "Dry run" }).click()
    await drawer.getByText(/Would go to/).waitFor()
    expect(await drawer.locator(".difference").textContent()).toContain("Whoever consumes it would bring its system")
    // A colleague has removed one of the two.
    const [first] = console.centre.salesforce.contacts().filter(({ Email }) => Email === "nadia@twice.example")
    await asAdministrator(console.centre.salesforce.url).remove(`${first?.["Id"]}`)
    await replay.click()
    await drawer.getByText(/It is on its way/).waitFor()
    await eventually(() =>
      expect(console.centre.salesforce.contacts().find(({ Email }) => Email === "nadia@twice.example")).toHaveProperty(
        "Kith_Id__c",
      ),
    )
  })

  it("are replayed all of one reason, decided first, and those that are still refused stay", async () => {
    const page = await console.at("#/dead-letters")
    await page.getByRole("button", { name: /^InvalidEvent/ }).click()
    const before = await console.centre.deadLetters()
    await page.getByRole("button", { name: "Replay all InvalidEvent…" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByText("2 dead letters would be replayed.").waitFor()
    expect(await dialog.getByRole("listitem").first().textContent()).toBe("2 would end as refused")
    await dialog.getByText("One by one").click()
    await dialog.getByText("It is no event of guide (attributes: invalid_type).").first().waitFor()
    expect(await console.centre.deadLetters()).toEqual(before)
    await dialog.getByRole("button", { name: "Replay 2" }).click()
    await dialog.getByText("0 replayed, 2 refused again, of 2.").waitFor()
    const { body } = await console.centre.ask("GET /audits?limit=500")
    expect(JSON.stringify(body)).toContain('"subject":"InvalidEvent, 1-2 of 2: ')
  })

  it("show their bodies only to whoever may see persons, and that is written down", async () => {
    const page = await console.at("#/dead-letters")
    const first = page.getByRole("region", { name: "Dead letters" }).locator("tbody tr a").first()
    await first.click()
    await page.getByRole("button", { name: "Show the body" }).click()
    await page.locator(".drawer pre").waitFor()
    const operator = await console.at("#/dead-letters", {}, tokens.operations)
    await operator.getByRole("region", { name: "Dead letters" }).locator("tbody tr a").first().click()
    const show = operator.getByRole("button", { name: "Show the body" })
    await show.waitFor()
    expect(await show.isDisabled()).toBe(true)
  })
})
