import { parseJson } from "@kith/core/http/Json"
import { clientCredentials } from "@kith/core/http/OAuth"
import { makeRateBudget, type RateBudget } from "@kith/core/http/RateBudget"
import type { VendorAnswer, VendorClient } from "@kith/core/http/Vendor"
import { vendorClient } from "@kith/core/http/VendorClient"
import { type Harmless, say, shaped } from "@kith/core/telemetry/Harmless"
import { Context, Effect, Layer, type Redacted } from "effect"
import type { HttpClient } from "effect/http"
import * as z from "zod"

export interface GenesysSettings {
  readonly apiUrl: string
  readonly loginUrl: string
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
}

/** A page of conversations, each with every leg, segment and measure of it. */
const largestAnswer = 8 * 1024 * 1024

/** Names the org in facts, effects and erasures. */
export const system = say`genesys`

/** The org's API with our token. Whatever calls it shares one budget: the vendor counts calls by token. */
export class GenesysClient extends Context.Service<
  GenesysClient,
  VendorClient & { readonly inTurn: RateBudget["inTurn"] }
>()("@kith/writeback/GenesysClient") {
  static readonly layer = (settings: GenesysSettings): Layer.Layer<GenesysClient, never, HttpClient.HttpClient> =>
    Layer.effect(GenesysClient, makeClient(settings))
}

const makeClient = Effect.fnUntraced(function* ({ apiUrl, loginUrl, clientId, clientSecret }: GenesysSettings) {
  const tokenUrl = `${loginUrl}/oauth/token`
  const authorization = yield* clientCredentials({ system, tokenUrl, clientId, clientSecret })
  const budget = makeRateBudget(system)
  const client = yield* vendorClient({ system, baseUrl: apiUrl, authorization, budget, largestAnswer })
  return GenesysClient.of({ ...client, inTurn: budget.inTurn })
})

/** Its `message` repeats values. */
const Problem = z.object({ code: z.string().regex(/^[a-z0-9._-]{1,80}$/i) })

/** What an answer that is none says, without a value. */
export const reasonOf = ({ status, text }: VendorAnswer): Harmless => {
  const problem = Problem.safeParse(parseJson(text))
  return problem.success ? say`status ${status}, ${shaped("code", problem.data.code)}` : say`status ${status}`
}
