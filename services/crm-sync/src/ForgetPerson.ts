import { type EffectRecord, Erasures } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { applyOnce } from "@kith/core/documents/EffectLedger"
import { reportErasure } from "@kith/core/documents/ErasureProgress"
import { freshId } from "@kith/core/identifier/FreshId"
import { shortened } from "@kith/core/telemetry/Harmless"
import { eachOnItsOwn } from "@kith/core/topics/EachOnItsOwn"
import { Context, Effect } from "effect"
import { type Removal, type Sink, Sinks } from "./Sink.ts"

/** Removes a forgotten person from every CRM, former ids included, and reports each CRM that is done. */
export const forgetPerson = Effect.fn("ForgetPerson.forgetPerson")(function* (erasureId: string) {
  const [erasure] = yield* (yield* Documents).getMany([ref(Erasures, erasureId)])
  if (erasure === undefined) return
  const { customerIds } = erasure.body
  yield* eachOnItsOwn(yield* Sinks, (sink) => sink.gate.through(forgetIn(sink, erasureId, customerIds)))
})

const forgetIn = Effect.fn("ForgetPerson.forgetIn")(
  function* (sink: Sink, erasureId: string, customerIds: ReadonlyArray<string>) {
    yield* eachOnItsOwn(customerIds, (customerId) => remove(sink, customerId))
    yield* reportErasure(erasureId, { name: sink.name, status: "done" })
  },
  (effect, sink, erasureId) =>
    Effect.tapError(effect, (fact) =>
      fact._tag === "VendorRefused"
        ? reportErasure(erasureId, { name: sink.name, status: "failed", reason: shortened(fact.reason, 200) })
        : Effect.void,
    ),
)

/**
 * What becomes of records in a CRM. `delete-own`: those that we made go. Those that were there before us hang on orders,
 * cases and invoices that the organisation may have to keep, and a CRM refuses to delete them or deletes those too: they
 * stay, without anything that tells whose they were.
 */
export const crmErasures = ["delete-own", "delete", "anonymise"] as const
export type CrmErasure = (typeof crmErasures)[number]
export const CurrentCrmErasure = Context.Reference<CrmErasure>("@kith/crm-sync/CrmErasure", {
  defaultValue: () => "delete-own",
})

const removalOf = (erasure: CrmErasure, { created }: EffectRecord): Removal =>
  erasure === "delete-own" ? (created === true ? "delete" : "anonymise") : erasure

/** Also where nothing was ever synced: the record keeps a message that comes late from creating it. */
const remove = Effect.fnUntraced(function* (sink: Sink, customerId: string) {
  const erasure = yield* CurrentCrmErasure
  yield* applyOnce(
    { system: sink.name, subject: customerId, holder: yield* freshId },
    ({ version }) => Effect.succeed({ version, digest: "forgotten", payload: undefined }),
    (_, recorded) =>
      Effect.map(sink.remove(customerId, removalOf(erasure, recorded)), () => ({
        status: "forgotten" as const,
      })),
  )
})
