import { randomUUID } from "node:crypto"
import { Erasures } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { applyOnce } from "@kith/core/documents/EffectLedger"
import { reportErasure } from "@kith/core/documents/ErasureProgress"
import { eachOnItsOwn } from "@kith/core/topics/EachOnItsOwn"
import { Effect } from "effect"
import { type Sink, Sinks } from "./Sink.ts"

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
        ? reportErasure(erasureId, { name: sink.name, status: "failed", reason: fact.reason.slice(0, 200) })
        : Effect.void,
    ),
)

/** Also where nothing was ever synced: the record keeps a message that comes late from creating it. */
const remove = (sink: Sink, customerId: string) =>
  applyOnce(
    { system: sink.name, subject: customerId, holder: randomUUID() },
    ({ version }) => Effect.succeed({ version, digest: "forgotten", payload: undefined }),
    () => Effect.map(sink.remove(customerId), () => ({ status: "forgotten" as const })),
  )
