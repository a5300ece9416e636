import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { program } from "./Chromium.ts"
import { type Console, openConsole } from "./Console.ts"
import { ana, meetAna } from "./People.ts"

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

interface Violation {
  readonly id: string
  readonly nodes: ReadonlyArray<{ readonly html: string; readonly failureSummary?: string }>
}

/** Elements that make the page wider than the window, where it is. */
const sideways = `document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth && !one.closest(".table-wrap *, .graph-scroll *, .tabs *"))
  .map((one) => one.tagName + "." + one.getAttribute("class") + " " + Math.round(one.getBoundingClientRect().right))`

/** What axe-core finds wrong: which rule, and the first place. The page's policy lets no script in, so a world apart runs it. */
const violations = async (page: Page): Promise<ReadonlyArray<string>> => {
  const session = await page.context().newCDPSession(page)
  const { frameTree } = await session.send("Page.getFrameTree")
  const { executionContextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id })
  const expression = `${axe}; axe.run(document, {resultTypes: ["violations"]}).then((r) => JSON.stringify(r.violations))`
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
    expression,
    contextId: executionContextId,
    awaitPromise: true,
    returnByValue: true,
  })
  if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
  return (JSON.parse(result.value) as ReadonlyArray<Violation>).map(
    ({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
  )
}

describe.skipIf(program === undefined)("Every screen", () => {
  let console: Console
  let person = ""
  beforeAll(async () => {
    console = await openConsole()
    await meetAna(console)
    await console.centre.post({ id: "x", attributes: 3 })
    person = await console.centre.customerIn(ana.both)
  })
  afterAll(() => console.close())
  afterEach(() => expect(console.complaints()).toEqual([]))

  interface Screen {
    readonly name: string
    readonly hash: () => string
    /** What is done until there is most to look at. */
    readonly until: (page: Page) => Promise<unknown>
  }
  const screens: ReadonlyArray<Screen> = [
    { name: "overview", hash: () => "#/", until: (page) => page.locator(".feed li").first().waitFor() },
    {
      name: "an event",
      hash: () => "#/events",
      until: async (page) => {
        await page.getByLabel("Filter Events").fill(`interaction:${ana.both}`)
        await page.locator("tbody tr a.table-link").first().click()
        await page.locator(".drawer").getByRole("heading", { name: "Stored" }).waitFor()
      },
    },
    {
      name: "search",
      hash: () => "#/search",
      until: async (page) => {
        await page.getByLabel("Who is it?").fill(ana.email)
        await page.getByLabel("Who is it?").press("Enter")
        await page.getByRole("heading", { name: "1 person" }).waitFor()
      },
    },
    {
      name: "a person",
      hash: () => `#/person/${person}`,
      until: (page) => page.locator(".timeline > li").first().waitFor(),
    },
    {
      name: "how a person came about",
      hash: () => `#/person/${person}`,
      until: async (page) => {
        await page.getByRole("tab", { name: /^How/ }).click()
        await page.locator(".clusters").waitFor()
      },
    },
    {
      name: "a person's graph as a table",
      hash: () => `#/person/${person}`,
      until: async (page) => {
        await page.getByRole("button", { name: "Table" }).click()
        await page.getByRole("tab", { name: /^Kept apart/ }).click()
      },
    },
    {
      name: "why",
      hash: () => `#/why?a=interaction:${ana.call}&b=interaction:${ana.chat}`,
      until: (page) => page.getByRole("heading", { name: "One person" }).waitFor(),
    },
    {
      name: "a dead letter",
      hash: () => "#/dead-letters",
      until: async (page) => {
        await page.locator("tbody tr a").first().click()
        await page.getByRole("button", { name: "Dry run" }).click()
        await page.getByText(/Would go to/).waitFor()
      },
    },
    {
      name: "a policy's preview",
      hash: () => "#/what-if",
      until: async (page) => {
        await page.getByLabel("Email per Phone, at most").fill("9")
        await page.getByRole("button", { name: "Preview" }).click()
        await page.getByRole("button", { name: "Activate…" }).click()
        await page.getByRole("dialog").getByText("It becomes policy").waitFor()
      },
    },
    {
      name: "try it",
      hash: () => "#/try",
      until: async (page) => {
        await page.getByRole("button", { name: "Try it" }).click()
        await page.locator(".try-steps").waitFor()
      },
    },
    {
      name: "an erasure's preview",
      hash: () => `#/privacy/erase/${person}`,
      until: async (page) => {
        await page.getByRole("button", { name: "Preview" }).click()
        await page.getByRole("button", { name: "Erase…" }).click()
        await page.getByRole("dialog").waitFor()
      },
    },
    {
      name: "requests",
      hash: () => "#/privacy/requests",
      until: (page) => page.getByRole("heading", { name: "Erasures" }).waitFor(),
    },
    { name: "audit log", hash: () => "#/privacy/audit", until: (page) => page.locator("tbody tr").first().waitFor() },
  ]

  it.each(screens.map((screen) => [screen.name, screen] as const))(
    "has nothing that bars anybody from it, in light, in dark and on a telephone: %s",
    async (_, screen) => {
      for (const options of [
        { colorScheme: "light" },
        { colorScheme: "dark" },
        { colorScheme: "light", viewport: { width: 390, height: 844 } },
      ] as const) {
        const page = await console.at(screen.hash(), options)
        await screen.until(page)
        expect(await violations(page), JSON.stringify(options)).toEqual([])
        // Nothing sticks out sideways.
        expect(await page.evaluate(sideways), JSON.stringify(options)).toEqual([])
        await page.context().close()
      }
    },
  )

  it("of signing in has nothing that bars anybody from it", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await console.page({ colorScheme })
      await page.goto(console.centre.url())
      await page.getByLabel("Console token").waitFor()
      expect(await violations(page)).toEqual([])
    }
  })

  it("and the API reference, which needs no signing in, have nothing that bars anybody from it", async () => {
    for (const options of [
      { colorScheme: "light" },
      { colorScheme: "dark" },
      { colorScheme: "light", viewport: { width: 390, height: 844 } },
    ] as const) {
      const page = await console.page(options)
      await page.goto(`${console.centre.url()}/reference`)
      await page.locator(".call").first().waitFor()
      for (const part of ["200", "differences", "[…]", "before"])
        await page.locator("#post-dead-letters-replay summary").filter({ hasText: part, visible: true }).last().click()
      expect(await violations(page), JSON.stringify(options)).toEqual([])
      expect(await page.evaluate(sideways), JSON.stringify(options)).toEqual([])
      await page.context().close()
    }
  })
})
