import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { Effect } from "effect"
import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { type OpenIdSettings, openIdVerifier } from "./OpenIdToken.ts"

const audience = "https://kith.example.org"
const now = () => Math.floor(Date.now() / 1000)

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>
let own: KeyPair
let strange: KeyPair
let provider: Server
let issuer = ""
let answers: Record<string, unknown> = {}
let asked: Array<string> = []

beforeAll(async () => {
  own = await generateKeyPair("RS256")
  strange = await generateKeyPair("RS256")
  provider = createServer((request, response) => {
    asked.push(request.url ?? "")
    const answer = answers[request.url ?? ""]
    response.writeHead(answer === undefined ? 503 : 200, { "content-type": "application/json" })
    response.end(JSON.stringify(answer ?? {}))
  })
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve))
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  await comesUp()
})
afterEach(async () => {
  asked = []
  await comesUp()
})
afterAll(() => provider.close())

const comesUp = async () => {
  const jwk = { ...(await exportJWK(own.publicKey)), kid: "own", alg: "RS256", use: "sig" }
  answers = { "/.well-known/openid-configuration": { issuer, jwks_uri: `${issuer}/keys` }, "/keys": { keys: [jwk] } }
}

const signed = (claims: Readonly<Record<string, unknown>> = {}, key: KeyPair = own) =>
  new SignJWT({ iss: issuer, aud: audience, sub: "forwarder", exp: now() + 300, ...claims })
    .setProtectedHeader({ alg: "RS256", kid: "own" })
    .sign(key.privateKey)

const verifier = (settings: Partial<OpenIdSettings> = {}) => {
  const verify = openIdVerifier({ issuer, audience, subjects: [], ...settings })
  return (jwt: string) => Effect.runPromise(verify({ authorization: `Bearer ${jwt}` }))
}

describe("a token of the issuer", () => {
  it("is good, and the keys are asked for once however many come", async () => {
    const verify = verifier()
    const verdicts = await Promise.all(
      [signed(), signed(), signed({ iss: `${issuer}/` })].map(async (t) => verify(await t)),
    )
    expect(verdicts).toEqual(["good", "good", "good"])
    expect(await verify(await signed())).toBe("good")
    expect(asked).toEqual(["/.well-known/openid-configuration", "/keys"])
  })

  it.each<[string, () => Promise<string>]>([
    ["for somebody else", () => signed({ aud: "https://another.example.org" })],
    ["for nobody", () => signed({ aud: [] })],
    ["that is over", () => signed({ exp: now() - 3600 })],
    ["that never ends", () => signed({ exp: undefined })],
    ["of tomorrow", () => signed({ nbf: now() + 86_400 })],
    ["signed by another key", () => signed({}, strange)],
    [
      "that was changed",
      async () => (await signed()).replace(/\.[^.]*\./, `.${btoa('{"iss":1}').replaceAll("=", "")}.`),
    ],
  ])("%s is refused", async (_, token) => {
    expect(await verifier()(await token())).toBe("refused")
  })

  it("counts as unsettled, not as good, while the issuer is away, and is good when it is back", async () => {
    const verify = verifier()
    answers = {}
    expect(await verify(await signed())).toBe("unavailable")
    await comesUp()
    expect(await verify(await signed())).toBe("good")
  })

  it("is not trusted to an issuer that goes by another name", async () => {
    answers["/.well-known/openid-configuration"] = { issuer: "https://other.example.org", jwks_uri: `${issuer}/keys` }
    expect(await verifier()(await signed())).toBe("unavailable")
  })
})

describe("what costs the issuer no call", () => {
  it.each<[string, () => string | Promise<string>]>([
    ["no token at all", () => "a-token-of-the-webhook"],
    ["something like one", () => "a.b.c"],
    ["another issuer's", () => signed({ iss: "https://other.example.org" })],
    ["an unsigned one", () => `${btoa('{"alg":"none"}')}.${btoa("{}")}.`],
  ])("is %s, refused", async (_, token) => {
    expect(await verifier()(await token())).toBe("refused")
    expect(asked).toEqual([])
  })
})

describe("where only some may come", () => {
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["its subject", { sub: "forwarder" }, "good"],
    ["its client", { sub: "x", client_id: "forwarder" }, "good"],
    ["its verified address", { sub: "x", email: "forwarder", email_verified: true }, "good"],
    ["an address nobody verified", { sub: "x", email: "forwarder" }, "refused"],
    ["nothing", { sub: "somebody" }, "refused"],
  ])("a token is known by %s", async (_, claims, verdict) => {
    expect(await verifier({ subjects: ["forwarder"] })(await signed(claims))).toBe(verdict)
  })
})
