import { readEnvironment } from "@kith/core/settings/Environment"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { CrmSettings } from "./settings.ts"

const salesforce = {
  SALESFORCE_LOGIN_URL: "https://acme.my.salesforce.com/",
  SALESFORCE_CLIENT_ID: "id",
  SALESFORCE_CLIENT_SECRET: "secret",
}

const problems = (env: Readonly<Record<string, string>>) =>
  Effect.runPromise(Effect.map(Effect.flip(readEnvironment(CrmSettings, env)), (error) => error.problems))

describe("the CRMs' variables", () => {
  it("can name no CRM at all", async () => {
    expect(await Effect.runPromise(readEnvironment(CrmSettings, {}))).toMatchObject({ CRM_SINKS: [] })
  })

  it("name each CRM once", async () => {
    const env = { CRM_SINKS: "salesforce, salesforce", ...salesforce, SALESFORCE_API_VERSION: "61.0" }
    expect(await Effect.runPromise(readEnvironment(CrmSettings, env))).toMatchObject({
      CRM_SINKS: ["salesforce"],
      SALESFORCE_LOGIN_URL: "https://acme.my.salesforce.com",
      SALESFORCE_API_VERSION: "v61.0",
    })
  })

  it("must say where a named CRM is and who asks", async () => {
    expect(await problems({ CRM_SINKS: "salesforce", SALESFORCE_CLIENT_ID: "id" })).toEqual([
      "SALESFORCE_LOGIN_URL is missing",
      "SALESFORCE_CLIENT_SECRET is missing",
    ])
  })

  it.each([
    { CRM_SINKS: "siebel" },
    { SALESFORCE_API_VERSION: "latest" },
    { SALESFORCE_LOGIN_URL: "http://acme.example" },
  ])("stop the start when one is wrong: %o", async (env) => {
    expect(await problems(env)).toEqual([expect.stringContaining(Object.keys(env)[0] ?? "")])
  })
})
