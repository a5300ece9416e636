import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { program } from "./Chromium.ts"
import { type Console, openConsole } from "./Console.ts"
import { ana, meetAna } from "./People.ts"

/** `pnpm screenshots` puts them where the README shows them; else they are looked at here and thrown away. */
const isKept = process.env["KITH_SCREENSHOTS"] === "keep"
const folder = isKept
  ? fileURLToPath(new URL("../../docs/images", import.meta.url))
  : mkdtempSync(join(tmpdir(), "kith-screenshots-"))

describe.skipIf(program === undefined)("The README's picture of", () => {
  let console: Console
  beforeAll(async () => {
    console = await openConsole()
    await meetAna(console)
  })
  afterAll(async () => {
    await console.close()
    if (!isKept) rmSync(folder, { recursive: true, force: true })
  })

  it.each([
    ["overview", () => "#/", (page: Page) => page.locator(".feed li").nth(8).waitFor()],
    ["person", (id: string) => `#/person/${id}`, (page: Page) => page.locator(".graph-node").nth(4).waitFor()],
    [
      "why",
      () => `#/why?a=interaction:${ana.call}&b=interaction:${ana.chat}`,
      (page: Page) => page.locator(".why-step").first().waitFor(),
    ],
  ] as const)("the screen %s is one of a screen with something on it", async (name, hash, until) => {
    const page = await console.at(hash(await console.centre.customerIn(ana.both)), {
      viewport: { width: 1280, height: 860 },
    })
    await until(page)
    const path = join(folder, `${name}.png`)
    await page.screenshot({ path, animations: "disabled" })
    expect(statSync(path).size).toBeGreaterThan(20_000)
    expect(statSync(path).size).toBeLessThan(300_000)
  })
})
