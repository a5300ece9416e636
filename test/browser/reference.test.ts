import { routes } from "@kith/console/api/routes"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { program } from "./Chromium.ts"
import { type Console, openConsole } from "./Console.ts"

describe.skipIf(program === undefined)("The API reference", () => {
  let console: Console
  beforeAll(async () => {
    console = await openConsole()
  })
  afterAll(() => console.close())
  afterEach(() => expect(console.complaints()).toEqual([]))

  it("is one click away from the console, and tells every call that the server describes", async () => {
    const page = await console.at("#/")
    await page.getByRole("link", { name: "API reference" }).click()
    await page.locator(".call").first().waitFor()
    expect(await page.locator(".call").count()).toBe(Object.keys(routes).length)
  })

  it("says what a call takes, needs and answers, down to the parts of parts", async () => {
    const page = await console.page()
    await page.goto(`${console.centre.url()}/reference#post-dead-letters-replay`)
    const call = page.locator("#post-dead-letters-replay")
    await call.getByText("Needs a token: operations.").waitFor()
    expect(await call.textContent()).toMatch(/ids .*reason .*all .*dryRun .*boolean, usually false/)
    const open = (text: string) => call.locator("summary").filter({ hasText: text, visible: true }).last().click()
    await open("200")
    await open("differences")
    await open("[…]")
    await call.getByText('"applied" | "duplicate"').filter({ visible: true }).waitFor()
    await open("403")
    await call.getByText("application/problem+json").filter({ visible: true }).waitFor()
  })

  it("narrows down to what is sought", async () => {
    const page = await console.page()
    await page.goto(`${console.centre.url()}/reference`)
    await page.locator(".call").first().waitFor()
    await page.getByLabel("Find a call").fill("receipt")
    await page.getByRole("heading", { name: "GET /erasures/{id}/receipt" }).waitFor()
    expect(await page.locator(".call").count()).toBe(1)
    await page.getByLabel("Find a call").fill("nothing of the kind")
    await page.getByText("No call is about that.").waitFor()
  })

  it("asks this server only, under the console's own policy", async () => {
    const page = await console.page()
    const asked: Array<string> = []
    page.on("request", (request) => asked.push(request.url()))
    const answer = await page.goto(`${console.centre.url()}/reference`)
    await page.locator(".call").first().waitFor()
    expect(answer?.headers()["content-security-policy"]).toContain("default-src 'none'")
    expect(asked.some((url) => url.endsWith("/openapi.json"))).toBe(true)
    expect(asked.filter((url) => !url.startsWith(console.centre.url()))).toEqual([])
  })
})
