import { once } from "node:events"
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
    const { code, said } = await lastWordsOf("packages/local/src/start.ts", {
      KITH_DATA_DIR: "/dev/null/nowhere",
      KITH_PEPPER: "a-short-secret",
      WEBHOOK_TOKENS: "short",
      CONSOLE_TOKENS: "admin:a-token-of-the-console",
    })
    expect(code).not.toBe(0)
    expect(said).not.toMatch(/a-short-secret|a-token-of-the-console/)
  })
})
