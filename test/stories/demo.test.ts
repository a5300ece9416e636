import { once } from "node:events"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { eventually } from "./Eventually.ts"
import { spawnProgram } from "./Program.ts"
import { hasTerminals, onTerminal } from "./Terminal.ts"

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

if (!hasTerminals) console.warn("\nSKIPPED: the demo on a terminal needs util-linux's script.\n")

describe.skipIf(!hasTerminals)("The demo on a terminal", { timeout: 180_000 }, () => {
  const demo = "packages/local/src/demo.ts"
  const held = mkdtempSync(join(tmpdir(), "kith-demo-terminal-"))
  afterAll(() => rmSync(held, { recursive: true, force: true }))

  it("leaves the console open on its morning, says where, signs in with one click, and ends with Ctrl+C", async () => {
    const terminal = onTerminal(demo, { TMPDIR: held })
    try {
      const links = await eventually(() => {
        expect(terminal.shown()).toContain("Ctrl+C ends it")
        return [...terminal.shown().matchAll(/(http:\/\/127\.0\.0\.1:\d+)\/#token=([\w-]+)&to=(\S+)/g)]
      }, 120)
      expect(terminal.shown()).toContain("Everything is as expected.")
      expect(links.map(([, , , to]) => to)).toEqual(["/", expect.stringMatching(/^\/person\/[0-9a-f-]{36}$/)])
      const [, url = "", token = ""] = links[0] ?? []
      const page = await fetch(url)
      expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"])
      const ledger = async () => {
        const answer = await fetch(`${url}/ledger`, { headers: { authorization: `Bearer ${token}` } })
        return ((await answer.json()) as { readonly accepted: number }).accepted
      }
      // People go on coming while somebody looks.
      const morning = await ledger()
      await eventually(async () => expect(await ledger()).toBeGreaterThan(morning))
      terminal.press("\u0003")
      expect(await terminal.ended).toBe(0)
      expect(readdirSync(held)).toEqual([])
    } finally {
      terminal.hangUp()
    }
  })

  it("ends after its report where that is wanted", async () => {
    const terminal = onTerminal(demo, { TMPDIR: held }, ["--once"])
    expect(await terminal.ended).toBe(0)
    expect(terminal.shown()).toContain("Everything is as expected.")
    expect(terminal.shown()).not.toContain("Ctrl+C")
    expect(terminal.shown()).toContain("\u001b[1m")
  })
})
