import { readEnvironment } from "@kith/core/settings/Environment"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { usualProofs } from "./Authenticate.ts"
import { IngressEnvironment, webhookSecrets } from "./settings.ts"

const problems = (env: NodeJS.ProcessEnv) =>
  Effect.runPromise(Effect.map(Effect.flip(readEnvironment(IngressEnvironment, env)), (wrong) => wrong.problems))

describe("the ingress's environment", () => {
  it("is refused when nobody could be authenticated", async () => {
    expect(await problems({})).toEqual([
      "environment: WEBHOOK_TOKENS, WEBHOOK_HMAC_SECRETS or WEBHOOK_OIDC_ISSUER must be set",
    ])
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

  const token = { WEBHOOK_TOKENS: "a-token-of-the-webhook" }
  const issuer = { WEBHOOK_OIDC_ISSUER: "https://id.example.org/" }

  it.each([
    [issuer, "WEBHOOK_OIDC_AUDIENCE is missing"],
    [{ ...token, WEBHOOK_OIDC_AUDIENCE: "kith" }, "WEBHOOK_OIDC_ISSUER is missing"],
    [
      { WEBHOOK_OIDC_ISSUER: "https://accounts.google.com", WEBHOOK_OIDC_AUDIENCE: "kith" },
      "environment: WEBHOOK_OIDC_SUBJECTS must be set: anybody gets a token there",
    ],
    [
      { ...token, WEBHOOK_AUTHENTICATION: "genesys-trigger-flat=hmac" },
      "WEBHOOK_AUTHENTICATION: genesys-trigger-flat cannot take hmac: no signature covers the topic beside the body",
    ],
    [
      { ...token, WEBHOOK_AUTHENTICATION: "guide=password" },
      "WEBHOOK_AUTHENTICATION: a proof is none of bearer, hmac, oidc",
    ],
  ])("with %j is refused", async (env, problem) => {
    expect(await problems(env)).toEqual([problem])
  })

  it("may let in by an identity provider alone", async () => {
    const env = { ...issuer, WEBHOOK_OIDC_AUDIENCE: "kith", WEBHOOK_OIDC_SUBJECTS: "forwarder, other" }
    const { oidc } = webhookSecrets(await Effect.runPromise(readEnvironment(IngressEnvironment, env)))
    expect(oidc).toEqual({ issuer: "https://id.example.org", audience: "kith", subjects: ["forwarder", "other"] })
  })

  it("changes the proofs of the dialects it names, and no others", async () => {
    const env = { ...token, WEBHOOK_AUTHENTICATION: "guide=hmac, genesys-open-messaging=hmac+bearer" }
    const { accepted } = webhookSecrets(await Effect.runPromise(readEnvironment(IngressEnvironment, env)))
    expect(accepted).toEqual({ ...usualProofs, guide: ["hmac"], "genesys-open-messaging": ["hmac", "bearer"] })
  })
})
