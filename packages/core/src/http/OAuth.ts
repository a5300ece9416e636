import { Cache, Effect, Exit, Redacted } from "effect"
import { HttpClientRequest } from "effect/http"
import * as z from "zod"
import { httpUrl } from "../settings/Fragments.ts"
import { type AccessToken, type Authorization, VendorIsUnavailable } from "./Vendor.ts"
import { vendorClient } from "./VendorClient.ts"

export interface ClientCredentials {
  /** Names the vendor in facts and logs. */
  readonly system: string
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  /** Where the vendor wants id and secret: in a Basic `authorization` header (RFC 6749's choice), or in the form. */
  readonly sendCredentialsIn?: "header" | "form"
}

const TokenAnswer = z.object({
  access_token: z.string().min(1).max(8192),
  expires_in: z.coerce.number().positive().max(31_536_000).optional(),
  instance_url: httpUrl.optional(),
})

interface HeldToken extends AccessToken {
  readonly lifeMillis: number
}

/** Salesforce does not say how long; its shortest session is a quarter of an hour. */
const unstatedLifeSeconds = 900
/** Renewed so much earlier than it ends. */
const marginMillis = 60_000

const tokenRequest = ({ tokenUrl, clientId, clientSecret, sendCredentialsIn = "header" }: ClientCredentials) => {
  const request = HttpClientRequest.post(tokenUrl)
  const form = { grant_type: "client_credentials" }
  return sendCredentialsIn === "header"
    ? request.pipe(HttpClientRequest.basicAuth(clientId, clientSecret), HttpClientRequest.bodyUrlParams(form))
    : HttpClientRequest.bodyUrlParams(request, {
        ...form,
        client_id: clientId,
        client_secret: Redacted.value(clientSecret),
      })
}

/**
 * Tokens of the client-credentials grant: one request however many callers wait, renewed a minute early and when the vendor
 * refused one. Refused credentials count as unavailable: an operator can put them right, and messages wait for that.
 */
export const clientCredentials = Effect.fnUntraced(function* (credentials: ClientCredentials) {
  const { system } = credentials
  const client = yield* vendorClient({ system })

  const fetchToken = Effect.fn("OAuth.fetchToken")(function* () {
    const answer = yield* client.send(tokenRequest(credentials))
    if (answer.status !== 200) {
      return yield* new VendorIsUnavailable({ system, reason: `no token: status ${answer.status}` })
    }
    const token = yield* client.read(answer, TokenAnswer)
    const held: HeldToken = {
      value: Redacted.make(token.access_token),
      lifeMillis: (token.expires_in ?? unstatedLifeSeconds) * 1000,
      ...(token.instance_url !== undefined && { instanceUrl: token.instance_url }),
    }
    return held
  })

  const tokens = yield* Cache.makeWith(fetchToken, {
    capacity: 1,
    // A failure is shared by those who wait for it, and by nobody after them.
    timeToLive: (exit) => (Exit.isSuccess(exit) ? Math.max(0, exit.value.lifeMillis - marginMillis) : 0),
  })

  return {
    token: Cache.get(tokens, undefined),
    discard: (token) => Cache.invalidateWhen(tokens, undefined, (held) => held === token),
  } satisfies Authorization
})
