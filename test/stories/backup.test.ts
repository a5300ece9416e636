import { execFile } from "node:child_process"
import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { consoleToken } from "./Secrets.ts"

const backup = mkdtempSync(join(tmpdir(), "kith-backup-"))
let centre: Centre
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } })
})
afterAll(async () => {
  await centre.close()
  rmSync(backup, { recursive: true })
})

const vera = { email: "vera.lund@example.com", phone: "+12025550177", lastName: "Lund" }

/** The command, against the console; answers with what it wrote. */
const tombstones = (command: string, input = "") =>
  new Promise<string>((resolve, reject) => {
    const script = new URL("../../packages/local/src/tombstones.ts", import.meta.url).pathname
    const env = { ...process.env, KITH_URL: centre.url(), KITH_TOKEN: consoleToken }
    const child = execFile(process.execPath, [script, command], { env }, (problem, out, err) =>
      problem === null ? resolve(command === "export" ? out : err) : reject(new Error(err)),
    )
    child.stdin?.end(input)
  })

describe("A restored backup", () => {
  let kept = ""

  it("holds who was erased since it was made", async () => {
    await centre.hears(
      guideEvent("Created", 0, { id: "call-1", custom: vera }),
      guideEvent("Created", 0, { id: "call-2", custom: { email: "otto@example.com" } }),
    )
    await centre.stop()
    cpSync(join(centre.directory, "kith.db"), join(backup, "kith.db"))
    await centre.restart()
    await centre.ask("POST /erasures", { email: vera.email })
    await centre.settled()
    kept = await tombstones("export")
    expect(kept).not.toMatch(/vera|lund|2025550177|otto/i)
    await centre.stop()
    for (const file of ["kith.db", "kith.db-wal", "kith.db-shm"]) rmSync(join(centre.directory, file), { force: true })
    cpSync(join(backup, "kith.db"), join(centre.directory, "kith.db"))
    await centre.restart()
    expect(await centre.search({ phone: vera.phone })).toMatchObject({ found: true })
  })

  it("forgets them again when it is told, and nobody else", async () => {
    expect(await tombstones("apply", kept)).toContain("1 erasures carried out again")
    await centre.settled()
    for (const by of [{ email: vera.email }, { phone: vera.phone }]) {
      expect(await centre.search(by)).toEqual({ found: false, erased: true })
    }
    expect(["vera.lund", "Lund", "2025550177"].filter(centre.store.mentions)).toEqual([])
    expect(await centre.search({ email: "otto@example.com" })).toMatchObject({ found: true })
  })

  it("does nothing when it is told again", async () => {
    expect(await tombstones("apply", kept)).toContain("0 erasures carried out again")
  })

  it("tells a command without a token why not", async () => {
    await expect(tombstones("apply", "{}\n")).rejects.toThrow("does not understand it")
    await expect(tombstones("apply", "no JSON\n")).rejects.toThrow("line 1 is no JSON")
    await expect(tombstones("sideways")).rejects.toThrow("say export or apply")
  })
})
