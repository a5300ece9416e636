import { readEnvironment } from "@kith/core/settings/Environment"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { WritebackSettings } from "./settings.ts"

const env = {
  GENESYS_REGION: "mypurecloud.ie",
  GENESYS_CLIENT_ID: "id",
  GENESYS_CLIENT_SECRET: "secret",
  PROFILE_BASE_URL: "https://kith.example/",
}

const problems = (changes: Readonly<Record<string, string>>) =>
  Effect.runPromise(
    Effect.map(Effect.flip(readEnvironment(WritebackSettings, { ...env, ...changes })), (error) => error.problems),
  )

describe("the write-back's variables", () => {
  it.each([
    "mypurecloud.com",
    "mypurecloud.com.au",
    "euw2.pure.cloud",
    "use2.us-gov-pure.cloud",
    "edee1.eusc-pure.cloud",
  ])("know the region %s", async (GENESYS_REGION) => {
    const settings = await Effect.runPromise(readEnvironment(WritebackSettings, { ...env, GENESYS_REGION }))
    expect(settings).toMatchObject({ GENESYS_REGION, PROFILE_BASE_URL: "https://kith.example" })
  })

  it("must say where Genesys is", async () => {
    expect(await problems({ GENESYS_REGION: "", GENESYS_LOGIN_URL: "https://login.example" })).toEqual([
      "GENESYS_API_URL is missing",
    ])
  })

  it.each([
    { GENESYS_REGION: "mypurecloud.ie.evil.example" },
    { GENESYS_WRITEBACK: "both" },
    { PROFILE_BASE_URL: "kith" },
  ])("stop the start when one is wrong: %o", async (changes) => {
    expect(await problems(changes)).toEqual([expect.stringContaining(Object.keys(changes)[0] ?? "")])
  })
})
