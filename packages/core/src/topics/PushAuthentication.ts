import { Clock, Context, Effect, Layer } from "effect"
import type { OAuth2Client } from "google-auth-library"
import * as z from "zod"
import type { HttpRequest } from "../http/Http.ts"
import { parseJson } from "../http/Json.ts"
import { say } from "../telemetry/Harmless.ts"
import { HarmlessError } from "../telemetry/HarmlessError.ts"

/** The push endpoint's 401. `reason` is one of these words: the library's own error text can hold the whole token. */
export class PushIsUnauthenticated extends HarmlessError("PushIsUnauthenticated")<{
  readonly reason: "no-bearer-token" | "certificates-unavailable" | "token-refused" | "another-account"
}> {
  override get message() {
    return say`${this.reason}`
  }
}

export interface PushSettings {
  /** The `aud` that the subscription's OIDC token is made for: the service's run.app URL. */
  readonly audience: string
  /** E-mail addresses of the service accounts that may call: one for each subscription. */
  readonly serviceAccounts: ReadonlyArray<string>
  /**
   * `checked-by-cloud-run`: a private service's front end has verified the signature and hands the token on without it.
   * Never where everybody may call, for then nobody has.
   */
  readonly signature: "required" | "checked-by-cloud-run"
}

const issuers = ["https://accounts.google.com", "accounts.google.com"]

/** What Cloud Run leaves in the signature's place. */
const removed = ".SIGNATURE_REMOVED_BY_GOOGLE"

const Claims = z.object({
  iss: z.string().max(200),
  aud: z.string().max(2048),
  exp: z.number(),
  email: z.string().max(320),
  email_verified: z.boolean(),
})

/** Google's tokens stay under 2 KB; a longer one is not worth decoding. */
const bearer = /^Bearer ([\w.-]{1,4096})$/i

/** The claims of a token whose signature Cloud Run has checked and taken off. */
const claimsOfChecked = Effect.fnUntraced(function* (token: string, { audience }: PushSettings) {
  const refused = new PushIsUnauthenticated({ reason: "token-refused" })
  const claims = Claims.safeParse(parseJson(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())).data
  if (claims === undefined || claims.aud !== audience || !issuers.includes(claims.iss)) return yield* refused
  if (claims.exp * 1000 <= (yield* Clock.currentTimeMillis)) return yield* refused
  return claims
})

type CertificateClient = Pick<OAuth2Client, "getFederatedSignonCertsAsync" | "verifySignedJwtWithCertsAsync">

const claimsOfSigned = Effect.fnUntraced(function* (client: CertificateClient, token: string, audience: string) {
  const unavailable = new PushIsUnauthenticated({ reason: "certificates-unavailable" })
  const { certs } = yield* Effect.tryPromise({
    try: () => client.getFederatedSignonCertsAsync(),
    catch: () => unavailable,
  }).pipe(Effect.timeoutOrElse({ duration: "5 seconds", orElse: () => Effect.fail(unavailable) }))
  const ticket = yield* Effect.tryPromise({
    try: () => client.verifySignedJwtWithCertsAsync(token, certs, audience, issuers),
    catch: () => new PushIsUnauthenticated({ reason: "token-refused" }),
  })
  return ticket.getPayload()
})

export const verifier = (client: CertificateClient, settings: PushSettings) =>
  Effect.fn("PushAuthentication.verify")(function* (headers: HttpRequest["headers"]) {
    const token = bearer.exec(headers["authorization"] ?? "")?.[1]
    if (token === undefined) return yield* new PushIsUnauthenticated({ reason: "no-bearer-token" })
    const isChecked = settings.signature === "checked-by-cloud-run" && token.endsWith(removed)
    const claims = isChecked
      ? yield* claimsOfChecked(token, settings)
      : yield* claimsOfSigned(client, token, settings.audience)
    // Anybody's Google token can carry our audience: only the account tells our subscription from theirs.
    if (claims?.email_verified !== true || !settings.serviceAccounts.includes(claims.email ?? "")) {
      return yield* new PushIsUnauthenticated({ reason: "another-account" })
    }
  })

const oidc = (settings: PushSettings) =>
  Effect.promise(() => import("google-auth-library")).pipe(
    Effect.map((library) => ({ verify: verifier(new library.OAuth2Client(), settings) })),
  )

interface Authentication {
  readonly verify: (headers: HttpRequest["headers"]) => Effect.Effect<void, PushIsUnauthenticated>
}

/** Tells a push of our own subscriptions from anybody else's request. */
export class PushAuthentication extends Context.Service<PushAuthentication, Authentication>()(
  "@kith/core/PushAuthentication",
) {
  /** Google's OIDC token, as the subscription is set up to send it. The certificates are cached as long as Google says. */
  static readonly layerOidc = (settings: PushSettings) => Layer.effect(PushAuthentication, oidc(settings))

  /** Only against the Pub/Sub emulator, which sends no token, and where deliveries never leave the process. */
  static readonly layerWaived = Layer.succeed(PushAuthentication, { verify: () => Effect.void })
}

/** Tells the scheduler's calls of `/tasks/…` from anybody else's. Nobody is the scheduler unless one is provided. */
export const SchedulerAuthentication = Context.Reference<Authentication>("@kith/core/SchedulerAuthentication", {
  defaultValue: () => ({ verify: () => Effect.fail(new PushIsUnauthenticated({ reason: "another-account" })) }),
})

/** Google's OIDC token, as Cloud Scheduler's jobs send it. */
export const schedulerOidc = (settings: PushSettings) => Layer.effect(SchedulerAuthentication, oidc(settings))
