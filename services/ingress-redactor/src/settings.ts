import { logLevel, pepper, pepperList, port, tokenList } from "@kith/core/settings/Fragments"
import { Redacted } from "effect"
import * as z from "zod"

/** Genesys wants more than 15 characters. Nothing but a comma ends one. */
const hmacSecrets = z
  .string()
  .max(16_384, "is too long")
  .transform((text) => text.split(",").map((secret) => secret.trim()))
  .pipe(z.array(z.string().min(16, "each secret needs at least 16 characters")).max(32, "has more than 32 entries"))
  .transform((secrets) => secrets.map((secret) => Redacted.make(secret)))

/** What the webhook reads from the environment wherever it runs. */
export const IngressEnvironment = z.object({
  WEBHOOK_TOKENS: tokenList.default([]),
  WEBHOOK_HMAC_SECRETS: hmacSecrets.default([]),
})

/** The whole environment of the service on Google Cloud. An open webhook would let anybody write the graph. */
export const ServiceEnvironment = IngressEnvironment.extend({
  PORT: port,
  LOG_LEVEL: logLevel,
  KITH_PEPPER: pepper,
  KITH_RETIRED_PEPPERS: pepperList.default([]),
  GOOGLE_CLOUD_PROJECT: z.string().min(1).max(64),
  FIRESTORE_DATABASE: z.string().min(1).max(64).default("(default)"),
}).refine(({ WEBHOOK_TOKENS, WEBHOOK_HMAC_SECRETS }) => WEBHOOK_TOKENS.length + WEBHOOK_HMAC_SECRETS.length > 0, {
  message: "WEBHOOK_TOKENS or WEBHOOK_HMAC_SECRETS must be set",
})
