import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readAssets } from "./Assets.ts"
import { buildAssets } from "./BuildAssets.ts"

/** Of the whole app, as browsers are sent it. */
const mostKilobytes = 120

describe("The build of the web app", { timeout: 60_000 }, () => {
  it("weighs little, loads nothing from elsewhere, and has neither script nor style in its pages", async () => {
    const assets = readAssets(await buildAssets())
    const weight = [...assets.values()].reduce((sum, { gzipped }) => sum + gzipped().length, 0)
    console.info(`The console's web app: ${(weight / 1024).toFixed(1)} of ${mostKilobytes} KB, gzipped`)
    expect(weight).toBeGreaterThan(10 * 1024)
    expect(weight).toBeLessThanOrEqual(mostKilobytes * 1024)

    for (const name of ["index.html", "reference.html"]) {
      const page = Buffer.from(assets.get(name)?.bytes ?? []).toString()
      const addresses = [...page.matchAll(/\b(?:src|href)="([^"]*)"/g)].map(([, address]) => address ?? "")
      expect(addresses.length).toBeGreaterThanOrEqual(3)
      const elsewhere = addresses.filter((address) => !assets.has(address.slice(1)))
      expect(elsewhere).toEqual(name === "index.html" ? [] : ["/openapi.json"])
      expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=/)
    }
  })

  it("is made once for the same sources", async () => {
    const folder = await buildAssets()
    expect(await buildAssets()).toBe(folder)
    expect(readdirSync(join(folder, "..")).filter((name) => !folder.endsWith(name))).toEqual([])
  })
})
