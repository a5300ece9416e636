import { Effect, Redacted } from "effect"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { readEnvironment } from "./Environment.ts"
import { httpUrl, logLevel, pepper, port, scopedTokenList, secretText, tokenList } from "./Fragments.ts"

const Settings = z.object({
  PORT: port,
  LOG_LEVEL: logLevel,
  KITH_PEPPER: pepper,
  WEBHOOK_TOKENS: tokenList,
  CONSOLE_TOKENS: scopedTokenList.optional(),
  SALESFORCE_LOGIN_URL: httpUrl.optional(),
  SALESFORCE_CLIENT_SECRET: secretText.optional(),
})

const right = { KITH_PEPPER: "p".repeat(32), WEBHOOK_TOKENS: "the-first-token-0001, the-second-token-002" }

const read = (env: NodeJS.ProcessEnv) => Effect.runPromise(readEnvironment(Settings, env))
const problems = async (env: NodeJS.ProcessEnv) =>
  (await Effect.runPromise(Effect.flip(readEnvironment(Settings, env)))).problems

describe("readEnvironment", () => {
  it("reads what is there and fills in what has a default", async () => {
    const settings = await read({
      ...right,
      CONSOLE_TOKENS: "profiles+privacy:the-scoped-token-0001,the-whole-token-00001",
    })
    expect(settings.PORT).toBe(8080)
    expect(settings.LOG_LEVEL).toBe("Info")
    expect(settings.WEBHOOK_TOKENS.map(Redacted.value)).toEqual(["the-first-token-0001", "the-second-token-002"])
    expect(settings.CONSOLE_TOKENS?.map(({ scopes }) => scopes)).toEqual([
      ["profiles", "privacy"],
      ["profiles", "privacy", "operations"],
    ])
  })

  it("reads what a token's holder is called, with scopes or with all", async () => {
    const tokens = "officer=privacy:the-officers-token-1,ops=:a-token-of-operations,a-token-with-its=own-sign"
    expect((await read({ ...right, CONSOLE_TOKENS: tokens })).CONSOLE_TOKENS).toMatchObject([
      { name: "officer", scopes: ["privacy"] },
      { name: "ops", scopes: ["profiles", "privacy", "operations"] },
      { scopes: ["profiles", "privacy", "operations"] },
    ])
    expect(await problems({ ...right, CONSOLE_TOKENS: "no name=privacy:the-officers-token-1" })).toHaveLength(1)
  })

  it("names every wrong or missing variable at once, and no value", async () => {
    const env = {
      PORT: "eighty",
      LOG_LEVEL: "loud",
      WEBHOOK_TOKENS: "short",
      CONSOLE_TOKENS: "admin:the-scoped-token-0001",
      SALESFORCE_LOGIN_URL: "http://login.example.com",
    }
    const found = await problems(env)
    expect(found.map((problem) => problem.split(/[: ]/)[0]).sort()).toEqual([
      "CONSOLE_TOKENS",
      "KITH_PEPPER",
      "LOG_LEVEL",
      "PORT",
      "SALESFORCE_LOGIN_URL",
      "WEBHOOK_TOKENS",
    ])
    expect(found).toContain("KITH_PEPPER is missing")
    for (const value of Object.values(env)) expect(found.join()).not.toContain(value)
  })

  it("takes an empty variable for a missing one", async () => {
    expect(await problems({ ...right, KITH_PEPPER: " " })).toEqual(["KITH_PEPPER is missing"])
    expect((await read({ ...right, PORT: "" })).PORT).toBe(8080)
  })

  it("keeps secrets out of what is printed", async () => {
    const settings = await read({ ...right, SALESFORCE_CLIENT_SECRET: "hush-hush" })
    expect(JSON.stringify(settings)).not.toMatch(/hush-hush|ppp|the-first/)
  })
})

describe("httpUrl", () => {
  it.each(["https://example.com", "http://127.0.0.1:9000", "http://localhost:1/", "https://example.com/a/"])(
    "takes %s",
    (url) => expect(httpUrl.parse(url)).toBe(url.replace(/\/$/, "")),
  )
  it.each([
    "http://example.com",
    "ftp://example.com",
    "example.com",
    "https://user:word@example.com",
    "http://127.0.0.1.example.com",
  ])("refuses %s", (url) => expect(httpUrl.safeParse(url).success).toBe(false))
})
