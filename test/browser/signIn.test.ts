import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { program } from "./Chromium.ts"
import { type Console, openConsole, tokens } from "./Console.ts"
import { ana, meetAna } from "./People.ts"

describe.skipIf(program === undefined)("Somebody who comes to the console", () => {
  let console: Console
  beforeAll(async () => {
    console = await openConsole()
    await meetAna(console)
  })
  afterAll(() => console.close())
  afterEach(() => expect(console.complaints()).toEqual([]))

  it("sees nothing but a question for the token, and nothing personal is to be had without one", async () => {
    const page = await console.page()
    await page.goto(console.centre.url())
    await page.getByRole("heading", { name: "Sign in to Kith" }).waitFor()
    expect(await page.content()).not.toMatch(/ana|lima|2025550143/i)
    const open = ["/overview", "/stream", "/events", "/dead-letters", "/session", "/audits"]
    for (const path of open) expect((await fetch(`${console.centre.url()}${path}`)).status, path).toBe(401)
  })

  it("is let in by a link whose token leaves the address at once and was never sent in one", async () => {
    const page = await console.page()
    const asked: Array<string> = []
    page.on("request", (request) => asked.push(`${request.url()} ${request.headers()["referer"] ?? ""}`))
    await page.goto(`${console.centre.url()}/#token=${tokens.all}`)
    await page.getByRole("heading", { name: "Overview" }).waitFor()
    expect(page.url()).toBe(`${console.centre.url()}/#/`)
    expect(asked.join("\n")).not.toContain(tokens.all)
    expect(await page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]")).toEqual(["", 0, 1])
    await page.goBack()
    expect(page.url()).not.toContain(tokens.all)
  })

  it("signs in by hand, is told when the token is wrong, and out again", async () => {
    const page = await console.page()
    await page.goto(console.centre.url())
    await page.getByLabel("Console token").fill("not-a-token-of-this-console")
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.getByText("This token is not one of the console’s.").waitFor()
    // The browser's own word on the 401.
    expect(console.complaints()).toHaveLength(1)
    await page.getByLabel("Console token").fill(tokens.all)
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.getByRole("heading", { name: "Overview" }).waitFor()
    await page.getByRole("button", { name: /^Sign out/ }).click()
    await page.getByRole("heading", { name: "Sign in to Kith" }).waitFor()
    expect(await page.evaluate("sessionStorage.length")).toBe(0)
  })

  it.each([
    ["profiles", ["#/search", "#/why", `#/person/x`], ["#/", "#/events", "#/dead-letters", "#/privacy"]],
    ["operations", ["#/", "#/events", "#/dead-letters"], ["#/search", "#/why", "#/privacy"]],
    ["privacy", ["#/privacy"], ["#/", "#/events", "#/dead-letters", "#/search", "#/why"]],
  ] as const)("with the scope %s alone opens the screens of that scope and no others", async (scope, own, others) => {
    const page = await console.at("#/", {}, tokens[scope])
    for (const hash of own) {
      await page.goto(`${console.centre.url()}/${hash}`)
      await page.locator(".page h1").waitFor()
    }
    for (const hash of others) {
      await page.goto(`${console.centre.url()}/${hash}`)
      await page.getByRole("heading", { name: "Not with this token" }).waitFor()
    }
  })

  it("may neither erase a person nor unmask an event without the scope for it", async () => {
    const customerId = await console.centre.customerIn(ana.both)
    const page = await console.at(`#/person/${customerId}`, {}, tokens.profiles)
    await page.getByRole("button", { name: "Unmask values" }).waitFor()
    expect(await page.content()).not.toContain(ana.email)
    expect(await page.getByRole("link", { name: "Erase…" }).count()).toBe(0)
    const headers = { authorization: `Bearer ${tokens.operations}` }
    const listed = await fetch(`${console.centre.url()}/events?interactionId=${ana.both}`, { headers })
    const { events } = (await listed.json()) as { readonly events: ReadonlyArray<{ readonly eventId: string }> }
    const unmasked = await fetch(`${console.centre.url()}/events/${events[0]?.eventId}?unmask=true`, { headers })
    expect(unmasked.status).toBe(403)
  })
})
