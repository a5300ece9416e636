import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { program } from "./Chromium.ts"
import { type Console, openConsole } from "./Console.ts"

describe.skipIf(program === undefined)("Try it", () => {
  let console: Console
  beforeAll(async () => {
    console = await openConsole()
  })
  afterAll(() => console.close())
  afterEach(() => expect(console.complaints()).toEqual([]))

  it("takes a payload apart step by step and stores nothing of it", async () => {
    const page = await console.at("#/try")
    await page.getByRole("button", { name: "Try it" }).click()
    await page.getByRole("heading", { name: "The webhook would answer 202" }).waitFor()
    for (const step of ["Parsed", "Decoded", "Identified", "Redacted", "Resolved"]) {
      await page.locator(".try-steps").getByText(step, { exact: true }).waitFor()
    }
    await page.getByText("Then: 1 person").waitFor()
    expect(await console.centre.search({ email: "john.doe@example.com" })).toEqual({ found: false })
    expect(await console.centre.interaction("a1b2c3d4-e5f6-7890-abcd-ef1234567890")).toMatchObject({
      status: "pending",
    })
  })

  it("stops where the webhook would, and says why", async () => {
    const page = await console.at("#/try")
    await page.getByLabel("Begin with").selectOption("Something that is no event")
    await page.getByRole("button", { name: "Try it" }).click()
    await page.getByRole("heading", { name: "The webhook would answer 400" }).waitFor()
    expect(await page.locator('.try-steps [data-outcome="stopped"]').count()).toBe(1)
  })

  it.each([
    "A call (Amazon EventBridge)",
    "A message (Open Messaging)",
    "A call that continues the chat (Interaction.Linked)",
  ])("knows the example: %s", async (sample) => {
    const page = await console.at("#/try")
    await page.getByLabel("Begin with").selectOption(sample)
    await page.getByRole("button", { name: "Try it" }).click()
    await page.getByRole("heading", { name: "The webhook would answer 202" }).waitFor()
  })
})
