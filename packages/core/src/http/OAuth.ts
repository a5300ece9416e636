import { Cache, Clock, Effect, Exit, Redacted } from "effect"
import { HttpClientRequest } from "effect/http"
import * as z from "zod"
import { httpUrl } from "../settings/Fragments.ts"
import { type Harmless, say } from "../telemetry/Harmless.ts"
import { type AccessToken, type Authorization, VendorIsUnavailable } from "./Vendor.ts"
import { vendorClient } from "./VendorClient.ts"

export interface ClientCredentials {
  /** Names the vendor in facts and logs. */
  readonly system: Harmless
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
export const clientCredentials = (credentials: ClientCredentials) =>
  tokensOf(credentials.system, Effect.succeed(tokenRequest(credentials)))

export interface JwtBearer {
  readonly system: Harmless
  readonly tokenUrl: string
  readonly clientId: string
  /** Whom the client acts for. */
  readonly username: string
  /** Of the certificate that the client was registered with; PKCS #8, PEM. */
  readonly privateKey: Redacted.Redacted
}

/** Salesforce takes an assertion for three minutes at most. */
const assertionSeconds = 150

/** `aud` is the login host: the token's URL without its path. */
const assertion = Effect.fnUntraced(function* ({ system, tokenUrl, clientId, username, privateKey }: JwtBearer) {
  const expiresAt = Math.floor((yield* Clock.currentTimeMillis) / 1000) + assertionSeconds
  return yield* Effect.tryPromise({
    try: async () => {
      const { importPKCS8, SignJWT } = await import("jose")
      const claims = { iss: clientId, sub: username, aud: new URL(tokenUrl).origin, exp: expiresAt }
      const key = await importPKCS8(Redacted.value(privateKey), "RS256")
      return await new SignJWT(claims).setProtectedHeader({ alg: "RS256" }).sign(key)
    },
    catch: () => new VendorIsUnavailable({ system, reason: say`no token: the private key cannot sign` }),
  })
})

/** Tokens of the JWT bearer grant (RFC 7523), under the same rules as those of `clientCredentials`. */
export const jwtBearer = (settings: JwtBearer) => {
  const request = Effect.map(assertion(settings), (signed) =>
    HttpClientRequest.bodyUrlParams(HttpClientRequest.post(settings.tokenUrl), {
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: signed,
    }),
  )
  return tokensOf(settings.system, request)
}

const tokensOf = Effect.fnUntraced(function* (
  system: Harmless,
  request: Effect.Effect<HttpClientRequest.HttpClientRequest, VendorIsUnavailable>,
) {
  const client = yield* vendorClient({ system })

  const fetchToken = Effect.fn("OAuth.fetchToken")(function* () {
    const answer = yield* client.send(yield* request)
    if (answer.status !== 200) {
      return yield* new VendorIsUnavailable({ system, reason: say`no token: status ${answer.status}` })
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
