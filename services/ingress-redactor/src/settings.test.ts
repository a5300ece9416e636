import { readEnvironment } from "@kith/core/settings/Environment"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { IngressEnvironment } from "./settings.ts"

const problems = (env: NodeJS.ProcessEnv) =>
  Effect.runPromise(Effect.map(Effect.flip(readEnvironment(IngressEnvironment, env)), (wrong) => wrong.problems))

describe("the ingress's environment", () => {
  it("is refused when nobody could be authenticated", async () => {
    expect(await problems({})).toEqual(["environment: WEBHOOK_TOKENS or WEBHOOK_HMAC_SECRETS must be set"])
  })

  it("is refused with a short secret, which it does not repeat", async () => {
    const [problem] = await problems({ WEBHOOK_HMAC_SECRETS: "short" })
    expect(problem).toBe("WEBHOOK_HMAC_SECRETS: each secret needs at least 16 characters")
  })

  it("takes several secrets at once", async () => {
    const env = { WEBHOOK_HMAC_SECRETS: "the secret before, secret of Genesys" }
    const { WEBHOOK_HMAC_SECRETS } = await Effect.runPromise(readEnvironment(IngressEnvironment, env))
    expect(WEBHOOK_HMAC_SECRETS).toHaveLength(2)
  })
})
