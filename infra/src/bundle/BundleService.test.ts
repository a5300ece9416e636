import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdtempSync, readFileSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { list } from "tar"
import { describe, expect, it, vi } from "vitest"

const built = mkdtempSync(join(tmpdir(), "kith-bundle-"))
vi.mock("./Paths.ts", async (original) => ({
  ...(await original<typeof import("./Paths.ts")>()),
  folderOf: (service: string) => join(built, service),
  archiveOf: (service: string) => join(built, `${service}.tar.gz`),
}))
const { bundleService } = await import("./BundleService.ts")

const digest = (service = "resolver") =>
  createHash("sha256")
    .update(readFileSync(join(built, `${service}.tar.gz`)))
    .digest("hex")

const entriesOf = async (service: string) => {
  const entries: Array<string> = []
  await list({
    file: join(built, `${service}.tar.gz`),
    onReadEntry: ({ path, mtime, uid }) => void entries.push(`${path} ${mtime?.getTime()} ${uid ?? "nobody"}`),
  })
  return entries
}

describe("A bundle", { timeout: 60_000 }, () => {
  it("is the same bytes for the same input, holds what runs and what was asked for, and needs no packages", async () => {
    const policy = join(built, "policy.json")
    writeFileSync(policy, "{}")
    const first = await bundleService("resolver", [policy])
    const before = digest()
    utimesSync(policy, 1, 1)
    await bundleService("resolver", [policy])
    expect(digest()).toBe(before)

    expect(await entriesOf("resolver")).toEqual(["main.js 0 nobody", "package.json 0 nobody", "policy.json 0 nobody"])
    expect(first.packed).toBeLessThan(first.size)

    writeFileSync(policy, '{"linking":{}}')
    await bundleService("resolver", [policy])
    expect(digest()).not.toBe(before)
    // It gets as far as its own settings.
    const start = () =>
      execFileSync(process.execPath, ["main.js"], { cwd: join(built, "resolver"), env: {}, stdio: "pipe" })
    expect(start).toThrow("KITH_PEPPER is missing")
  })

  it("of the console has the web app beside it, the same bytes each time", async () => {
    await bundleService("console")
    const before = digest("console")
    await bundleService("console")
    expect(digest("console")).toBe(before)
    const entries = await entriesOf("console")
    expect(entries).toContain("web/index.html 0 nobody")
    expect(entries.filter((entry) => /^web\/assets\/index-[\w-]+\.(js|css) 0 nobody$/.test(entry))).toHaveLength(2)
  })
})
