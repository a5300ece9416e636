import { randomUUID, verify } from "node:crypto"
import { type AccessTokens, basicCredentialsOf, type ClientCredentials, formOf } from "../AccessTokens.ts"
import type { Answer, SimulatorRequest } from "../Routes.ts"

/** `POST /services/oauth2/token`: client credentials, in the form or as Basic. The vendor says no lifetime. */
export const answerLogin = (
  request: SimulatorRequest,
  client: ClientCredentials & { readonly jwt?: JwtLogin },
  tokens: AccessTokens,
  issuedAt: number,
  instanceUrl: string,
): Answer => {
  const form = formOf(request)
  if (form?.get("grant_type") === jwtGrant) {
    const problem =
      client.jwt === undefined ? "invalid assertion" : wrongAssertion(form, client.id, client.jwt, issuedAt)
    return problem === undefined ? session(tokens, issuedAt, instanceUrl) : refused("invalid_grant", problem)
  }
  if (form?.get("grant_type") !== "client_credentials") {
    return refused("unsupported_grant_type", "grant type not supported")
  }
  const given = basicCredentialsOf(request) ?? inForm(form)
  if (given.id !== client.id) return refused("invalid_client_id", "client identifier invalid")
  if (given.secret !== client.secret) return refused("invalid_client", "invalid client credentials")
  return session(tokens, issuedAt, instanceUrl)
}

const session = (tokens: AccessTokens, issuedAt: number, instanceUrl: string): Answer => ({
  status: 200,
  headers: { "cache-control": "no-cache, no-store" },
  body: {
    access_token: tokens.issue(),
    instance_url: instanceUrl,
    id: `${instanceUrl}/id/${randomUUID()}`,
    token_type: "Bearer",
    scope: "api",
    issued_at: String(issuedAt),
  },
})

const jwtGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer"

/** A connected app with a certificate, and the one user who has approved it. */
export interface JwtLogin {
  readonly username: string
  /** SPKI, PEM. */
  readonly publicKey: string
}

const partOf = (part: string): Record<string, unknown> => {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString())
  } catch {
    return {}
  }
}

/** The vendor takes RS256 and an expiry within five minutes. */
const wrongAssertion = (form: URLSearchParams, clientId: string, jwt: JwtLogin, now: number): string | undefined => {
  const [header = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".")
  const isSigned = verify(
    "RSA-SHA256",
    Buffer.from(`${header}.${claims}`),
    jwt.publicKey,
    Buffer.from(signature, "base64url"),
  )
  if (partOf(header)["alg"] !== "RS256" || !isSigned) return "invalid assertion"
  const { iss, sub, aud, exp } = partOf(claims)
  if (iss !== clientId || typeof aud !== "string") return "invalid assertion"
  if (sub !== jwt.username) return "user hasn't approved this consumer"
  const left = Number(exp) * 1000 - now
  return left > 0 && left <= 300_000 ? undefined : "expired authorization code"
}

const inForm = (form: URLSearchParams): ClientCredentials => ({
  id: form.get("client_id") ?? "",
  secret: form.get("client_secret") ?? "",
})

const refused = (error: string, description: string): Answer => ({
  status: 400,
  body: { error, error_description: description },
})
