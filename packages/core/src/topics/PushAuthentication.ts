import { Context, Data, Effect, Layer } from "effect"
import type { OAuth2Client } from "google-auth-library"
import type { HttpRequest } from "../http/Http.ts"

/** The push endpoint's 401. `reason` is one of these words: the library's own error text can hold the whole token. */
export class PushIsUnauthenticated extends Data.TaggedError("PushIsUnauthenticated")<{
  readonly reason: "no-bearer-token" | "certificates-unavailable" | "token-refused" | "another-account"
}> {
  override get message() {
    return this.reason
  }
}

export interface PushSettings {
  /** The `aud` that the subscription's OIDC token is made for: the service's run.app URL. */
  readonly audience: string
  /** E-mail address of the service account that the subscription pushes as. */
  readonly serviceAccount: string
}

const issuers = ["https://accounts.google.com", "accounts.google.com"]

/** Google's tokens stay under 2 KB; a longer one is not worth decoding. */
const bearer = /^Bearer ([\w.-]{1,4096})$/i

export const verifier = (
  client: Pick<OAuth2Client, "getFederatedSignonCertsAsync" | "verifySignedJwtWithCertsAsync">,
  settings: PushSettings,
) =>
  Effect.fn("PushAuthentication.verify")(function* (headers: HttpRequest["headers"]) {
    const token = bearer.exec(headers["authorization"] ?? "")?.[1]
    if (token === undefined) return yield* new PushIsUnauthenticated({ reason: "no-bearer-token" })
    const { certs } = yield* Effect.tryPromise({
      try: () => client.getFederatedSignonCertsAsync(),
      catch: () => new PushIsUnauthenticated({ reason: "certificates-unavailable" }),
    }).pipe(
      Effect.timeoutOrElse({
        duration: "5 seconds",
        orElse: () => Effect.fail(new PushIsUnauthenticated({ reason: "certificates-unavailable" })),
      }),
    )
    const ticket = yield* Effect.tryPromise({
      try: () => client.verifySignedJwtWithCertsAsync(token, certs, settings.audience, issuers),
      catch: () => new PushIsUnauthenticated({ reason: "token-refused" }),
    })
    // Anybody's Google token can carry our audience: only the account tells our subscription from theirs.
    const claims = ticket.getPayload()
    if (claims?.email_verified !== true || claims.email !== settings.serviceAccount) {
      return yield* new PushIsUnauthenticated({ reason: "another-account" })
    }
  })

/** Tells a push of our own subscriptions from anybody else's request. */
export class PushAuthentication extends Context.Service<
  PushAuthentication,
  { readonly verify: (headers: HttpRequest["headers"]) => Effect.Effect<void, PushIsUnauthenticated> }
>()("@kith/core/PushAuthentication") {
  /** Google's OIDC token, as the subscription is set up to send it. The certificates are cached as long as Google says. */
  static readonly layerOidc = (settings: PushSettings) =>
    Layer.effect(
      PushAuthentication,
      Effect.promise(() => import("google-auth-library")).pipe(
        Effect.map((library) => PushAuthentication.of({ verify: verifier(new library.OAuth2Client(), settings) })),
      ),
    )

  /** Only against the Pub/Sub emulator, which sends no token, and where deliveries never leave the process. */
  static readonly layerWaived = Layer.succeed(PushAuthentication, { verify: () => Effect.void })
}
