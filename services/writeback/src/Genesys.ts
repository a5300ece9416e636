import type { RateBudget } from "@kith/core/http/RateBudget"
import { type VendorAnswer, VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import { Context, Effect, Layer } from "effect"
import { HttpClientRequest } from "effect/http"
import { GenesysClient, reasonOf, system } from "./GenesysClient.ts"
import { bodyOf, type LeanPatch } from "./LeanAttributes.ts"

/** `gone`: the interaction is over or was never there; nothing of it will take an attribute again. */
export type Written = "written" | "gone"

/** A Genesys Cloud org, as far as attributes are written to it. */
export class Genesys extends Context.Service<
  Genesys,
  {
    /** @param changeKey names this change of this interaction. */
    readonly patch: (patch: LeanPatch, changeKey: string) => Effect.Effect<Written, VendorIsUnavailable | VendorRefused>
    /** Waits until the vendor's rate allows the call that `work` is about to make, if it still has to be made then. */
    readonly inTurn: RateBudget["inTurn"]
  }
>()("@kith/writeback/Genesys") {
  static readonly layer: Layer.Layer<Genesys, never, GenesysClient> = Layer.effect(
    Genesys,
    Effect.map(GenesysClient, ({ send, inTurn }) => {
      const patch = Effect.fnUntraced(function* (wanted: LeanPatch, changeKey: string) {
        const answer = yield* send(
          HttpClientRequest.patch(wanted.path).pipe(
            HttpClientRequest.bodyJsonUnsafe(bodyOf(wanted)),
            HttpClientRequest.setHeader("idempotency-key", changeKey),
          ),
        )
        return yield* writtenBy(answer)
      })
      return Genesys.of({ patch, inTurn })
    }),
  )
}

const writtenBy = (answer: VendorAnswer): Effect.Effect<Written, VendorIsUnavailable | VendorRefused> => {
  if (answer.status >= 200 && answer.status < 300) return Effect.succeed("written")
  if (answer.status === 404 || answer.status === 409 || answer.status === 410) return Effect.succeed("gone")
  const reason = reasonOf(answer)
  // A right that an administrator took away, and can give back.
  return Effect.fail(
    answer.status === 403 ? new VendorIsUnavailable({ system, reason }) : new VendorRefused({ system, reason }),
  )
}
