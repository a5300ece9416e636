import { randomUUID } from "node:crypto"
import { type AccessTokens, basicCredentialsOf, type ClientCredentials, formOf } from "../AccessTokens.ts"
import type { Answer, SimulatorRequest } from "../Routes.ts"

/** `POST /services/oauth2/token`: client credentials, in the form or as Basic. The vendor says no lifetime. */
export const answerLogin = (
  request: SimulatorRequest,
  client: ClientCredentials,
  tokens: AccessTokens,
  issuedAt: number,
  instanceUrl: string,
): Answer => {
  const form = formOf(request)
  if (form?.get("grant_type") !== "client_credentials") {
    return refused("unsupported_grant_type", "grant type not supported")
  }
  const given = basicCredentialsOf(request) ?? inForm(form)
  if (given.id !== client.id) return refused("invalid_client_id", "client identifier invalid")
  if (given.secret !== client.secret) return refused("invalid_client", "invalid client credentials")
  return {
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
  }
}

const inForm = (form: URLSearchParams): ClientCredentials => ({
  id: form.get("client_id") ?? "",
  secret: form.get("client_secret") ?? "",
})

const refused = (error: string, description: string): Answer => ({
  status: 400,
  body: { error, error_description: description },
})
