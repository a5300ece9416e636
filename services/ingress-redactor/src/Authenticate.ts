import { createHmac, timingSafeEqual } from "node:crypto"
import { holdsToken } from "@kith/core/http/Bearer"
import type { HttpRequest } from "@kith/core/http/Http"
import { type OpenIdSettings, type OpenIdVerifier, openIdVerifier } from "@kith/core/http/OpenIdToken"
import type { WebhookDialect } from "@kith/core/interaction/InteractionEvent"
import { Effect, Redacted } from "effect"

/** How a sender proves who it is: a token of ours, a signature of the raw bytes, a token of an identity provider. */
export const proofs = ["bearer", "hmac", "oidc"] as const
export type Proof = (typeof proofs)[number]

export type AcceptedProofs = { readonly [D in WebhookDialect]: ReadonlyArray<Proof> }

/**
 * What each dialect's sender can do. A trigger's topic stands beside the body, where no signature covers it; Open Messaging
 * signs whatever it sends, so what is not signed is not Open Messaging's.
 */
export const usualProofs: AcceptedProofs = {
  guide: ["bearer", "hmac", "oidc"],
  "genesys-eventbridge": ["bearer", "hmac", "oidc"],
  "genesys-notification": ["bearer", "hmac", "oidc"],
  "genesys-trigger-flat": ["bearer", "oidc"],
  "genesys-open-messaging": ["hmac"],
}

/** What senders prove themselves with; several of each are live while they are being rotated. */
export interface WebhookSecrets {
  readonly tokens: ReadonlyArray<Redacted.Redacted>
  readonly hmacSecrets: ReadonlyArray<Redacted.Redacted>
  readonly oidc?: OpenIdSettings | undefined
  /** By default the usual ones. */
  readonly accepted?: AcceptedProofs | undefined
}

export interface Proven {
  readonly proofs: ReadonlyArray<Proof>
  /** There may be one more: the identity provider's keys could not be had. */
  readonly unsettled: boolean
}

/** Genesys signs in base64, where others who use this header sign in hexadecimal. */
const signature = /^sha256=([A-Za-z0-9+/]{43}=)$/

const isSigned = ({ headers, body }: HttpRequest, secrets: ReadonlyArray<Redacted.Redacted>): boolean => {
  const signed = signature.exec(headers["x-hub-signature-256"]?.trim() ?? "")?.[1]
  if (signed === undefined) return false
  const given = Buffer.from(signed, "base64")
  // Every secret is tried, so that the time taken tells nothing about any.
  return (
    secrets.filter((secret) =>
      timingSafeEqual(given, createHmac("sha256", Redacted.value(secret)).update(body).digest()),
    ).length > 0
  )
}

const proofsOf = Effect.fnUntraced(function* (
  request: HttpRequest,
  { tokens, hmacSecrets }: WebhookSecrets,
  verify: OpenIdVerifier | undefined,
) {
  const found: Array<Proof> = []
  if (isSigned(request, hmacSecrets)) found.push("hmac")
  if (holdsToken(request.headers, tokens)) found.push("bearer")
  const verdict = verify === undefined || found.includes("bearer") ? "refused" : yield* verify(request.headers)
  if (verdict === "good") found.push("oidc")
  return { proofs: found, unsettled: verdict === "unavailable" } satisfies Proven
})

/** Tells, of raw requests, what they prove, and for which dialects that is enough. */
export const makeAuthentication = (secrets: WebhookSecrets) => {
  const verify = secrets.oidc && openIdVerifier(secrets.oidc)
  const accepted = secrets.accepted ?? usualProofs
  return {
    prove: (request: HttpRequest) => proofsOf(request, secrets, verify),
    suffices: (proven: Proven, dialect: WebhookDialect): boolean =>
      proven.proofs.some((proof) => accepted[dialect].includes(proof)),
  }
}
export type Authentication = ReturnType<typeof makeAuthentication>
