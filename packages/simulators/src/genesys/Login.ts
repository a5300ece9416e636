import { type AccessTokens, basicCredentialsOf, type ClientCredentials, formOf } from "../AccessTokens.ts"
import type { Answer, SimulatorRequest } from "../Routes.ts"

/** `POST /oauth/token` with Basic credentials and a form body: client credentials only, no refresh token. */
export const answerLogin = (
  request: SimulatorRequest,
  client: ClientCredentials,
  tokens: AccessTokens,
  tokenSeconds: number,
): Answer => {
  if (request.path !== "/oauth/token") return { status: 404 }
  if (request.method !== "POST") return { status: 405 }
  const form = formOf(request)
  if (form === undefined) return refused(400, "invalid_request", "a form body is expected")
  const given = basicCredentialsOf(request)
  if (given === undefined) return refused(400, "invalid_request", "client credentials are missing")
  if (given.id !== client.id || given.secret !== client.secret) {
    return refused(401, "invalid_client", "client authentication failed")
  }
  if (form.get("grant_type") !== "client_credentials") {
    return refused(400, "unsupported_grant_type", "the grant type is not allowed for this client")
  }
  return {
    status: 200,
    headers: { "cache-control": "no-store" },
    body: { access_token: tokens.issue(), token_type: "bearer", expires_in: tokenSeconds },
  }
}

const refused = (status: number, error: string, description: string): Answer => ({
  status,
  body: { error, description, error_description: description },
})
