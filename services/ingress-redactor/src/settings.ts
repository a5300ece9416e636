import type { OpenIdSettings } from "@kith/core/http/OpenIdToken"
import { webhookDialects } from "@kith/core/interaction/InteractionEvent"
import { httpUrl, tokenList } from "@kith/core/settings/Fragments"
import { GoogleCloudEnvironment } from "@kith/core/settings/GoogleCloud"
import { Redacted } from "effect"
import * as z from "zod"
import { type AcceptedProofs, proofs, usualProofs, type WebhookSecrets } from "./Authenticate.ts"

const listOf = (text: string) => text.split(",").map((item) => item.trim())

/** Genesys wants more than 15 characters. Nothing but a comma ends one. */
const hmacSecrets = z
  .string()
  .max(16_384, "is too long")
  .transform(listOf)
  .pipe(z.array(z.string().min(16, "each secret needs at least 16 characters")).max(32, "has more than 32 entries"))
  .transform((secrets) => secrets.map((secret) => Redacted.make(secret)))

const rule = z
  .string()
  .transform((text) => {
    const [dialect = "", accepted = ""] = text.split("=").map((side) => side.trim())
    return [dialect, accepted.split("+")] as const
  })
  .pipe(
    z.tuple([
      z.enum(webhookDialects, `a dialect is none of ${webhookDialects.join(", ")}`),
      z.array(z.enum(proofs, `a proof is none of ${proofs.join(", ")}`)).min(1),
    ]),
  )
  // Whoever recorded one signed body could otherwise say what it is about.
  .refine(
    ([dialect, accepted]) => dialect !== "genesys-trigger-flat" || !accepted.includes("hmac"),
    "genesys-trigger-flat cannot take hmac: no signature covers the topic beside the body",
  )

/** `dialect=proof+proof,…`; dialects that are not named keep what is usual. */
const acceptedProofs = z
  .string()
  .max(1024, "is too long")
  .transform(listOf)
  .pipe(z.array(rule))
  .transform((rules): AcceptedProofs => ({ ...usualProofs, ...Object.fromEntries(rules) }))

const variables = {
  WEBHOOK_TOKENS: tokenList.default([]),
  WEBHOOK_HMAC_SECRETS: hmacSecrets.default([]),
  WEBHOOK_OIDC_ISSUER: httpUrl.optional(),
  WEBHOOK_OIDC_AUDIENCE: z.string().max(2048, "is too long").optional(),
  WEBHOOK_OIDC_SUBJECTS: z
    .string()
    .max(16_384, "is too long")
    .transform((text) => listOf(text).filter((subject) => subject !== ""))
    .default([]),
  WEBHOOK_AUTHENTICATION: acceptedProofs.optional(),
}
const Variables = z.object(variables)
type Variables = z.output<typeof Variables>

/** Anybody can have a token of theirs made for any audience. */
const openIssuers = ["https://accounts.google.com"]

/** An open webhook would let anybody write the graph. */
const isClosed = (given: Variables, context: z.RefinementCtx) => {
  const { WEBHOOK_OIDC_ISSUER: issuer, WEBHOOK_OIDC_AUDIENCE: audience, WEBHOOK_OIDC_SUBJECTS: subjects } = given
  const miss = (name: keyof Variables) => context.addIssue({ code: "custom", path: [name], message: "is missing" })
  if (issuer !== undefined && audience === undefined) miss("WEBHOOK_OIDC_AUDIENCE")
  if (issuer === undefined && audience !== undefined) miss("WEBHOOK_OIDC_ISSUER")
  if (issuer !== undefined && openIssuers.includes(issuer) && subjects.length === 0)
    context.addIssue({ code: "custom", message: "WEBHOOK_OIDC_SUBJECTS must be set: anybody gets a token there" })
  if (given.WEBHOOK_TOKENS.length + given.WEBHOOK_HMAC_SECRETS.length === 0 && issuer === undefined)
    context.addIssue({ code: "custom", message: orElse })
}
const orElse = "WEBHOOK_TOKENS, WEBHOOK_HMAC_SECRETS or WEBHOOK_OIDC_ISSUER must be set"

/** What the webhook reads from the environment wherever it runs. */
export const IngressEnvironment = Variables.superRefine(isClosed)

/** The whole environment of the service on Google Cloud. */
export const ServiceEnvironment = GoogleCloudEnvironment.extend(variables).superRefine(isClosed)

const openIdOf = (given: Variables): OpenIdSettings | undefined =>
  given.WEBHOOK_OIDC_ISSUER === undefined || given.WEBHOOK_OIDC_AUDIENCE === undefined
    ? undefined
    : {
        issuer: given.WEBHOOK_OIDC_ISSUER,
        audience: given.WEBHOOK_OIDC_AUDIENCE,
        subjects: given.WEBHOOK_OIDC_SUBJECTS,
      }

export const webhookSecrets = (given: Variables): WebhookSecrets => ({
  tokens: given.WEBHOOK_TOKENS,
  hmacSecrets: given.WEBHOOK_HMAC_SECRETS,
  oidc: openIdOf(given),
  accepted: given.WEBHOOK_AUTHENTICATION,
})
