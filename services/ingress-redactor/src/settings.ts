import { tokenList } from "@kith/core/settings/Fragments"
import { GoogleCloudEnvironment } from "@kith/core/settings/GoogleCloud"
import { Redacted } from "effect"
import * as z from "zod"

/** Genesys wants more than 15 characters. Nothing but a comma ends one. */
const hmacSecrets = z
  .string()
  .max(16_384, "is too long")
  .transform((text) => text.split(",").map((secret) => secret.trim()))
  .pipe(z.array(z.string().min(16, "each secret needs at least 16 characters")).max(32, "has more than 32 entries"))
  .transform((secrets) => secrets.map((secret) => Redacted.make(secret)))

const secrets = {
  WEBHOOK_TOKENS: tokenList.default([]),
  WEBHOOK_HMAC_SECRETS: hmacSecrets.default([]),
}

/** An open webhook would let anybody write the graph. */
const isClosed = (given: { readonly WEBHOOK_TOKENS: unknown[]; readonly WEBHOOK_HMAC_SECRETS: unknown[] }) =>
  given.WEBHOOK_TOKENS.length + given.WEBHOOK_HMAC_SECRETS.length > 0
const orElse = "WEBHOOK_TOKENS or WEBHOOK_HMAC_SECRETS must be set"

/** What the webhook reads from the environment wherever it runs. */
export const IngressEnvironment = z.object(secrets).refine(isClosed, orElse)

/** The whole environment of the service on Google Cloud. */
export const ServiceEnvironment = GoogleCloudEnvironment.extend(secrets).refine(isClosed, orElse)
