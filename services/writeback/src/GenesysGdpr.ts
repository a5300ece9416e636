import { parseJson } from "@kith/core/http/Json"
import { type VendorAnswer, VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import { say } from "@kith/core/telemetry/Harmless"
import { Context, Effect, Layer } from "effect"
import { HttpClientRequest } from "effect/http"
import * as z from "zod"
import type { GdprSubject } from "./GdprSubjects.ts"
import { GenesysClient, reasonOf, system } from "./GenesysClient.ts"

/** Genesys' words for how far a request is; those that are new to us are on their way. */
export type GdprStatus = "running" | "completed" | "error"

export interface GdprRequest {
  readonly id: string
  readonly status: GdprStatus
}

type Answered = Effect.Effect<GdprRequest, VendorIsUnavailable | VendorRefused>

/** The org's own erasure, by its GDPR API: one subject at a time, and it takes days. */
export class GenesysGdpr extends Context.Service<
  GenesysGdpr,
  { readonly order: (subject: GdprSubject) => Answered; readonly ask: (requestId: string) => Answered }
>()("@kith/writeback/GenesysGdpr") {
  static readonly layer: Layer.Layer<GenesysGdpr, never, GenesysClient> = Layer.effect(
    GenesysGdpr,
    Effect.map(GenesysClient, ({ send }) =>
      GenesysGdpr.of({
        order: Effect.fn("GenesysGdpr.order")(function* (subject: GdprSubject) {
          // Without it the org only looks the person up.
          const request = HttpClientRequest.post(`${path}?deleteConfirmed=true`)
          const body = { requestType: "GDPR_DELETE", subject }
          return yield* requestOf(yield* send(HttpClientRequest.bodyJsonUnsafe(request, body)))
        }),
        ask: Effect.fn("GenesysGdpr.ask")(function* (requestId: string) {
          return yield* requestOf(yield* send(HttpClientRequest.get(`${path}/${encodeURIComponent(requestId)}`)))
        }),
      }),
    ),
  )
}

const path = "/api/v2/gdpr/requests"

const Request = z.object({ id: z.string().regex(/^[A-Za-z0-9-]{1,100}$/), status: z.string().max(40) })

const requestOf = (answer: VendorAnswer): Answered => {
  if (answer.status === 403) return new VendorIsUnavailable({ system, reason: reasonOf(answer) })
  if (answer.status >= 300) return new VendorRefused({ system, reason: reasonOf(answer) })
  const request = Request.safeParse(parseJson(answer.text))
  if (!request.success) return new VendorRefused({ system, reason: say`an answer without id and status` })
  const { id, status } = request.data
  return Effect.succeed({ id, status: status === "COMPLETED" ? "completed" : status === "ERROR" ? "error" : "running" })
}
