import { parseJson } from "@kith/core/http/Json"
import { clientCredentials } from "@kith/core/http/OAuth"
import { makeRateBudget } from "@kith/core/http/RateBudget"
import { type VendorAnswer, VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import { vendorClient } from "@kith/core/http/VendorClient"
import { Context, Effect, Layer, type Redacted } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import * as z from "zod"
import { bodyOf, type LeanPatch } from "./LeanAttributes.ts"

export interface GenesysSettings {
  readonly apiUrl: string
  readonly loginUrl: string
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
}

/** `gone`: the interaction is over or was never there; nothing of it will take an attribute again. */
export type Written = "written" | "gone"

const system = "genesys"

/** Its `message` repeats values. */
const Problem = z.object({ code: z.string().regex(/^[a-z0-9._-]{1,80}$/i) })

const reasonOf = ({ status, text }: VendorAnswer): string => {
  const problem = Problem.safeParse(parseJson(text))
  return problem.success ? `status ${status}, ${problem.data.code}` : `status ${status}`
}

/** A Genesys Cloud org, as far as attributes are written to it. */
export class Genesys extends Context.Service<
  Genesys,
  {
    /** @param changeKey names this change of this interaction. */
    readonly patch: (patch: LeanPatch, changeKey: string) => Effect.Effect<Written, VendorIsUnavailable | VendorRefused>
  }
>()("@kith/writeback/Genesys") {
  static readonly layer = (settings: GenesysSettings): Layer.Layer<Genesys, never, HttpClient.HttpClient> =>
    Layer.effect(Genesys, makeGenesys(settings))
}

const makeGenesys = Effect.fnUntraced(function* ({ apiUrl, loginUrl, clientId, clientSecret }: GenesysSettings) {
  const authorization = yield* clientCredentials({
    system,
    tokenUrl: `${loginUrl}/oauth/token`,
    clientId,
    clientSecret,
  })
  const client = yield* vendorClient({ system, baseUrl: apiUrl, authorization, budget: makeRateBudget(system) })

  const patch = Effect.fn("Genesys.patch")(function* (wanted: LeanPatch, changeKey: string) {
    const answer = yield* client.send(
      HttpClientRequest.patch(wanted.path).pipe(
        HttpClientRequest.bodyJsonUnsafe(bodyOf(wanted)),
        HttpClientRequest.setHeader("idempotency-key", changeKey),
      ),
    )
    if (answer.status >= 200 && answer.status < 300) return "written"
    if (answer.status === 404 || answer.status === 409 || answer.status === 410) return "gone"
    // A right that an administrator took away, and can give back.
    if (answer.status === 403) return yield* new VendorIsUnavailable({ system, reason: reasonOf(answer) })
    return yield* new VendorRefused({ system, reason: reasonOf(answer) })
  })

  return Genesys.of({ patch })
})
