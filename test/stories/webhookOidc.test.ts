import { generateKeyPairSync, type KeyObject, sign } from "node:crypto"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"

const audience = "https://kith.example.org/webhooks"
let centre: Centre
let provider: Server
let issuer: string
let isUp = true
const keyPair = () => generateKeyPairSync("rsa", { modulusLength: 2048 })
const own = keyPair()

/** Whoever forwards Genesys' events proves it with a token of the organisation's own identity provider. */
beforeAll(async () => {
  const jwk = { ...own.publicKey.export({ format: "jwk" }), kid: "own", alg: "RS256", use: "sig" }
  provider = createServer((request, response) => {
    const answers: Readonly<Record<string, unknown>> = {
      "/.well-known/openid-configuration": { issuer, jwks_uri: `${issuer}/keys` },
      "/keys": { keys: [jwk] },
    }
    const answer = isUp ? answers[request.url ?? ""] : undefined
    response.writeHead(answer === undefined ? 503 : 200, { "content-type": "application/json" })
    response.end(JSON.stringify(answer ?? {}))
  })
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve))
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  centre = await openCentre(
    { genesys: { unknownInteractions: "adopt" } },
    {
      WEBHOOK_TOKENS: "",
      WEBHOOK_OIDC_ISSUER: issuer,
      WEBHOOK_OIDC_AUDIENCE: audience,
      WEBHOOK_OIDC_SUBJECTS: "forwarder",
    },
  )
})
afterAll(async () => {
  await centre.close()
  provider.close()
})

const seconds = () => Math.floor(Date.now() / 1000)
const tokenOf = (claims: Readonly<Record<string, unknown>> = {}, key: KeyObject = own.privateKey): string => {
  const standard = { iss: issuer, aud: audience, sub: "forwarder", exp: seconds() + 300 }
  const parts = [
    { alg: "RS256", kid: "own" },
    { ...standard, ...claims },
  ]
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key).toString("base64url")}`
}
const posted = async (id: string, token: string) =>
  (await centre.post(guideEvent("Created", 0, { id, custom: { email: `${id}@example.com` } }), { token })).status

describe("A webhook whose sender has tokens of an identity provider", () => {
  it("asks the sender to come again while the provider's keys cannot be had", async () => {
    isUp = false
    expect(await posted("early", tokenOf())).toBe(503)
    isUp = true
  })

  it("takes its events all the way to the contact and the reference", async () => {
    expect(await posted("oidc", tokenOf())).toBe(202)
    await centre.settled()
    const { customerId } = await centre.search({ email: "oidc@example.com" })
    expect(centre.genesys.interaction("oidc")?.attributes.custom["resolvedCustomerId"]).toBe(customerId)
    expect(centre.salesforce.contacts()).toMatchObject([{ Email: "oidc@example.com", Kith_Id__c: customerId }])
  })

  it.each<[string, () => string]>([
    ["of another audience", () => tokenOf({ aud: "https://somebody.example.org" })],
    ["of another subject", () => tokenOf({ sub: "stranger" })],
    ["that has expired", () => tokenOf({ exp: seconds() - 300 })],
    ["of another key", () => tokenOf({}, keyPair().privateKey)],
    ["of another issuer", () => tokenOf({ iss: "https://login.example.org" })],
    ["that is none", () => "a-token-of-the-webhook"],
  ])("lets no token in %s", async (_, make) => {
    const { rejected } = await centre.ledger()
    expect(await posted("never", make())).toBe(401)
    expect((await centre.ledger()).rejected.unauthenticated).toBe(rejected.unauthenticated + 1)
    expect(centre.store.mentions("never@example.com")).toBe(false)
  })
})
