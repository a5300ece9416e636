import { Clock, Effect } from "effect"
import type { JWTPayload, JWTVerifyGetKey } from "jose"
import * as z from "zod"
import { httpUrl } from "../settings/Fragments.ts"
import type { HttpRequest } from "./Http.ts"

/** Whose tokens are good, and for whom they must have been made. */
export interface OpenIdSettings {
  /** URL, without a slash at the end. */
  readonly issuer: string
  readonly audience: string
  /** Who may present one, as `sub`, `client_id`, `azp` or verified `email`; empty: whoever the issuer gives our audience. */
  readonly subjects: ReadonlyArray<string>
}

/** `unavailable`: the issuer's keys cannot be had just now. None of these says more: tokens and their claims are secret. */
export type TokenVerdict = "good" | "refused" | "unavailable"

const token = /^Bearer +([\w-]{1,2048}\.[\w-]{1,6144}\.[\w-]{1,2048})$/i
/** Only signatures of a private key: with a shared secret the issuer's public key would be that secret. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
const timeoutMillis = 3_000
const clockToleranceSeconds = 60

const Discovery = z.object({ issuer: httpUrl, jwks_uri: httpUrl })

const discover = async (issuer: string): Promise<JWTVerifyGetKey> => {
  const { createRemoteJWKSet } = await import("jose")
  const signal = AbortSignal.timeout(timeoutMillis)
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`, { redirect: "error", signal })
  const found = Discovery.parse(await answer.json())
  if (found.issuer !== issuer) throw new Error("the issuer goes by another name")
  return createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: timeoutMillis })
}

/** Of jose's errors those that say something of the token; all others say that its keys could not be had. */
const ofToken = /^ERR_(JWT_|JWS_|JOSE_ALG_|JOSE_NOT_SUPPORTED$|JWKS_(NO|MULTIPLE)_MATCHING_)/

const verdictOn = (error: unknown): TokenVerdict => {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : ""
  return ofToken.test(code) ? "refused" : "unavailable"
}

const isOneOf = (subjects: ReadonlyArray<string>, claims: JWTPayload): boolean => {
  const { sub, client_id, azp, email, email_verified } = claims
  const names = [sub, client_id, azp, email_verified === true ? email : undefined]
  return subjects.length === 0 || names.some((name) => typeof name === "string" && subjects.includes(name))
}

/**
 * Verifies the bearer tokens of an OpenID Connect issuer: signature, issuer, audience, times and subject. The issuer's
 * keys are looked up when the first token of its name comes, and kept.
 */
export const openIdVerifier = ({ issuer, audience, subjects }: OpenIdSettings) => {
  let keys: Promise<JWTVerifyGetKey> | undefined
  const keysOfIssuer = () => {
    keys ??= discover(issuer).catch((error: unknown) => {
      keys = undefined
      throw error
    })
    return keys
  }
  const issuers = [issuer, `${issuer}/`]

  const verify = async (jwt: string, now: number): Promise<TokenVerdict> => {
    const { decodeJwt, jwtVerify } = await import("jose")
    try {
      // What does not even claim to be the issuer's costs no call.
      if (!issuers.includes(decodeJwt(jwt).iss ?? "")) return "refused"
      const { payload } = await jwtVerify(jwt, await keysOfIssuer(), {
        issuer: issuers,
        audience,
        algorithms,
        requiredClaims: ["exp"],
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(now),
      })
      return isOneOf(subjects, payload) ? "good" : "refused"
    } catch (error) {
      return verdictOn(error)
    }
  }

  return Effect.fn("OpenIdToken.verify")(function* (headers: HttpRequest["headers"]) {
    const jwt = token.exec(headers["authorization"] ?? "")?.[1]
    if (jwt === undefined) return "refused" as const
    const now = yield* Clock.currentTimeMillis
    return yield* Effect.promise(() => verify(jwt, now))
  })
}
export type OpenIdVerifier = ReturnType<typeof openIdVerifier>
