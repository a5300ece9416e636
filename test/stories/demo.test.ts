import { once } from "node:events"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { spawnProgram } from "./Program.ts"

const directory = mkdtempSync(join(tmpdir(), "kith-demo-story-"))
const ended = { code: undefined as unknown, said: "" }

beforeAll(async () => {
  const { child, said } = spawnProgram("packages/local/src/demo.ts", { TMPDIR: directory })
  const [code] = await once(child, "close")
  Object.assign(ended, { code, said: said() })
}, 120_000)
afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe("The demo", () => {
  it("plays its morning to the expected end", () => {
    expect(ended.said).toContain("Everything is as expected.")
    expect(ended.said).toContain("it balances")
    expect(ended.code).toBe(0)
  })

  it("logs no error, and speaks without colours where no terminal listens", () => {
    expect(ended.said).not.toContain('"severity"')
    expect(ended.said).not.toContain("\u001b")
  })

  it("leaves no data behind", () => {
    expect(readdirSync(directory)).toEqual([])
  })
})
