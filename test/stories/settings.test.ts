import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { services } from "@kith/core/pipeline"
import { describe, expect, it } from "vitest"
import { spawnProgram } from "./Program.ts"

/** Starts it, and waits for its end. */
const lastWordsOf = async (file: string, env: Readonly<Record<string, string>>) => {
  const { child, said } = spawnProgram(file, env)
  const [code] = await once(child, "close")
  return { code: code as number | null, said: said() }
}

describe("A process that lacks a setting", () => {
  it.each(services)("%s names each one that is missing, and ends", async (service) => {
    const { code, said } = await lastWordsOf(`services/${service}/src/main.ts`, {})
    expect(code).toBe(1)
    const lines = said.trim().split("\n")
    expect(lines).toContain("KITH_PEPPER is missing")
    expect(lines).toContain("GOOGLE_CLOUD_PROJECT is missing")
    expect(lines.filter((line) => !/^[A-Z_]+(: .+| is missing)$/.test(line))).toEqual([])
  })

  it("says what is wrong with one, and never what it was", async () => {
    const directory = mkdtempSync(join(tmpdir(), "kith-settings-"))
    const { code, said } = await lastWordsOf("packages/local/src/start.ts", {
      PORT: "0",
      KITH_DATA_DIR: directory,
      KITH_PEPPER: "a-short-secret",
    })
    rmSync(directory, { recursive: true })
    expect(code).toBe(1)
    expect(said).toContain("KITH_PEPPER: must have at least 32 characters")
    expect(said).not.toContain("a-short-secret")
  })
})
