import { generateKeyPairSync, sign } from "node:crypto"
import { Effect, Result } from "effect"
import { OAuth2Client } from "google-auth-library"
import { describe, expect, it } from "vitest"
import { PushAuthentication, verifier } from "./PushAuthentication.ts"

const settings = {
  audience: "https://resolver-abc.a.run.app",
  serviceAccounts: ["push-resolver@kith.iam.gserviceaccount.com", "push-other@kith.iam.gserviceaccount.com"],
  signature: "required" as "required" | "checked-by-cloud-run",
}
const google = generateKeyPairSync("rsa", { modulusLength: 2048 })
const somebody = generateKeyPairSync("rsa", { modulusLength: 2048 })
const now = Math.floor(Date.now() / 1000)
const claims = {
  iss: "https://accounts.google.com",
  aud: settings.audience,
  email: settings.serviceAccounts[0],
  email_verified: true,
  iat: now,
  exp: now + 3600,
  sub: "1",
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")
const tokenOf = (payload: unknown, key = google.privateKey) => {
  const signed = `${encode({ alg: "RS256", kid: "k1", typ: "JWT" })}.${encode(payload)}`
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key).toString("base64url")}`
}

const clientWith = (certificates: () => Promise<Record<string, string>>) => {
  const client = new OAuth2Client()
  return {
    getFederatedSignonCertsAsync: () =>
      certificates().then((certs) => ({ certs }) as Awaited<ReturnType<OAuth2Client["getFederatedSignonCertsAsync"]>>),
    verifySignedJwtWithCertsAsync: client.verifySignedJwtWithCertsAsync.bind(client),
  }
}
const published = async () => ({ k1: google.publicKey.export({ type: "spki", format: "pem" }).toString() })

const refusal = async (authorization: string | undefined, certificates = published, given = settings) => {
  const verify = verifier(clientWith(certificates), given)
  const result = await Effect.runPromise(Effect.result(verify({ authorization })))
  return Result.isFailure(result) ? result.failure : undefined
}

describe("Authenticating a push", () => {
  it("accepts the token of our own subscription", async () => {
    expect(await refusal(`Bearer ${tokenOf(claims)}`)).toBeUndefined()
    expect(await refusal(`bearer ${tokenOf({ ...claims, iss: "accounts.google.com" })}`)).toBeUndefined()
  })

  it.each([
    ["no header at all", undefined],
    ["basic credentials", "Basic dXNlcjpwYXNz"],
    ["an empty token", "Bearer "],
    ["an endless token", `Bearer ${"a".repeat(5000)}`],
  ])("refuses %s before anything is decoded", async (_, authorization) => {
    expect((await refusal(authorization))?.reason).toBe("no-bearer-token")
  })

  it.each([
    ["made for another service", { aud: "https://writeback-abc.a.run.app" }],
    ["of another issuer", { iss: "https://evil.example" }],
    ["that has expired", { iat: now - 7200, exp: now - 3600 }],
    ["that never expires", { exp: undefined }],
  ])("refuses a token %s", async (_, change) => {
    expect((await refusal(`Bearer ${tokenOf({ ...claims, ...change })}`))?.reason).toBe("token-refused")
  })

  it("refuses a token that Google did not sign", async () => {
    expect((await refusal(`Bearer ${tokenOf(claims, somebody.privateKey)}`))?.reason).toBe("token-refused")
    expect((await refusal("Bearer not.a.token"))?.reason).toBe("token-refused")
  })

  it.each([
    ["another account", { email: "visitor@elsewhere.iam.gserviceaccount.com" }],
    ["an unverified address", { email_verified: false }],
    ["no address", { email: undefined }],
  ])("refuses Google's own signature over %s", async (_, change) => {
    expect((await refusal(`Bearer ${tokenOf({ ...claims, ...change })}`))?.reason).toBe("another-account")
  })

  it("says so when Google's certificates cannot be had", async () => {
    const away = () => Promise.reject(new Error("offline"))
    expect((await refusal(`Bearer ${tokenOf(claims)}`, away))?.reason).toBe("certificates-unavailable")
  })

  const checked = { ...settings, signature: "checked-by-cloud-run" as const }
  const withoutSignature = (payload: unknown) =>
    `Bearer ${tokenOf(payload).split(".").slice(0, 2).join(".")}.SIGNATURE_REMOVED_BY_GOOGLE`

  it("takes a token that Cloud Run has checked and taken the signature off, only where it does that", async () => {
    expect(await refusal(withoutSignature(claims), published, checked)).toBeUndefined()
    expect((await refusal(withoutSignature(claims)))?.reason).toBe("token-refused")
  })

  it.each([
    ["another audience", { aud: "https://elsewhere.a.run.app" }, "token-refused"],
    ["another issuer", { iss: "https://accounts.example.com" }, "token-refused"],
    ["no time left", { exp: now - 60 }, "token-refused"],
    ["another account", { email: "somebody@kith.iam.gserviceaccount.com" }, "another-account"],
    ["an address nobody verified", { email_verified: false }, "another-account"],
  ])("still refuses there %s", async (_, change, reason) => {
    expect((await refusal(withoutSignature({ ...claims, ...change }), published, checked))?.reason).toBe(reason)
  })

  it("checks there too a signature that was left on", async () => {
    expect((await refusal(`Bearer ${tokenOf(claims, somebody.privateKey)}`, published, checked))?.reason).toBe(
      "token-refused",
    )
  })

  it("never repeats the token or its claims", async () => {
    const token = tokenOf({ ...claims, iat: now - 7200, exp: now - 3600 })
    const shown = JSON.stringify(await refusal(`Bearer ${token}`)) + String(await refusal(`Bearer ${token}`))
    expect(shown).toContain("token-refused")
    expect(shown).not.toContain(settings.serviceAccounts[0])
    expect(shown).not.toContain(token.split(".")[1])
  })

  it("is asked for unless it is waived", async () => {
    const verified = PushAuthentication.use((push) => Effect.result(push.verify({})))
    const asked = await Effect.runPromise(Effect.provide(verified, PushAuthentication.layerOidc(settings)))
    const waived = await Effect.runPromise(Effect.provide(verified, PushAuthentication.layerWaived))
    expect([Result.isFailure(asked), Result.isFailure(waived)]).toEqual([true, false])
  })
})
