import { describe, expect, it } from "vitest"
import { readSettings } from "./Settings.ts"

const right = {
  project: "my-project",
  region: "europe-west3",
  alertEmails: ["on-call@example.com"],
  runbookUrl: "https://example.com/runbook.md",
}
const complaint = "Missing or wrong in the stack's configuration: "

describe("The stack's configuration", () => {
  it("protects, keeps warm and deploys nothing unless told otherwise", () => {
    expect(readSettings(right)).toMatchObject({ protect: true, warm: true, deploy: "none", publicAccess: "all-users" })
    expect(readSettings(right).secrets).toEqual([
      "KITH_PEPPER",
      "CONSOLE_TOKENS",
      "GENESYS_CLIENT_SECRET",
      "WEBHOOK_TOKENS",
    ])
  })

  it("names every key that is missing, wrong or unknown, and no value", () => {
    const wrong = { ...right, region: "Frankfurt", alertEmails: [], protekt: true, variables: { GENESYS_REGON: "x" } }
    expect(() => readSettings(wrong)).toThrow(`${complaint}region, variables.GENESYS_REGON, alertEmails, protekt`)
    expect(() => readSettings({})).toThrow(`${complaint}project, region, alertEmails, runbookUrl`)
  })

  it.each([
    ["images.resolver", { deploy: "image", images: {} }],
    ["images.console", { images: { console: "europe-docker.pkg.dev/p/kith/console:latest" } }],
    ["instances.writeback", { instances: { writeback: { min: 1, max: 2 } } }],
    ["instances.resolver", { instances: { resolver: { min: 5, max: 2 } } }],
    ["secrets.KITH_PEPPER", { secrets: ["CONSOLE_TOKENS", "GENESYS_CLIENT_SECRET", "WEBHOOK_TOKENS"] }],
    ["secrets.WEBHOOK_TOKENS", { secrets: ["KITH_PEPPER", "CONSOLE_TOKENS", "GENESYS_CLIENT_SECRET"] }],
    ["runbookUrl", { runbookUrl: "http://example.com" }],
    ["quietMinutes", { quietMinutes: 1 }],
  ])("complains of %s", (key, change) => {
    expect(() => readSettings({ ...right, ...change })).toThrow(key)
  })
})
