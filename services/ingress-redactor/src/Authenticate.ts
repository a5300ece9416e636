import { createHmac, timingSafeEqual } from "node:crypto"
import { holdsToken } from "@kith/core/http/Bearer"
import type { HttpRequest } from "@kith/core/http/Http"
import { Redacted } from "effect"

/** What senders prove themselves with; several of each are live while they are being rotated. */
export interface WebhookSecrets {
  readonly tokens: ReadonlyArray<Redacted.Redacted>
  readonly hmacSecrets: ReadonlyArray<Redacted.Redacted>
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

/** Whether the request carries one of the bearer tokens, or a signature of its raw bytes with one of the secrets. */
export const isAuthentic = (request: HttpRequest, { tokens, hmacSecrets }: WebhookSecrets): boolean =>
  holdsToken(request.headers, tokens) || isSigned(request, hmacSecrets)
