import * as Collections from "@kith/core/documents/Collections"
import { PrivacyPolicy } from "@kith/core/settings/PrivacyPolicy"
import { describe, expect, it } from "vitest"
import { textOf } from "./Sources.ts"

const isCollection = (exported: unknown): exported is { readonly name: string; readonly schema: unknown } =>
  typeof exported === "object" && exported !== null && "name" in exported && "schema" in exported

const declared = Object.values(Collections as Readonly<Record<string, unknown>>)
  .filter(isCollection)
  .map(({ name }) => name)
const listed = Collections.collections.map(({ name }) => name)

describe("Collections", () => {
  it("are all listed, since the store clears what is listed of what has expired", () => {
    expect(declared.length).toBeGreaterThan(10)
    expect([...listed].sort()).toEqual([...declared].sort())
  })

  it("are all in the table of what is stored, and for how long", () => {
    const [table = ""] = /^## What is stored$[\s\S]*?^## /m.exec(textOf("docs/privacy.md")) ?? []
    expect(listed.filter((name) => !table.includes(`\`${name}\``))).toEqual([])
  })
})

describe("Lifetimes", () => {
  const { retentionDays } = PrivacyPolicy.parse({})

  it("are in docs/configuration.md, as shipped", () => {
    const said = new Map(
      [...textOf("docs/configuration.md").matchAll(/^\| `privacy\.retentionDays\.(\w+)` \| ([\w ]+?) \|/gm)].map(
        ([, name = "", days = ""]) => [name, days] as const,
      ),
    )
    const shipped = Object.entries(retentionDays).map(([name, days]) => [name, String(days)] as const)
    expect(Object.fromEntries(said)).toEqual({ ...Object.fromEntries(shipped), interactions: "none" })
  })
})
