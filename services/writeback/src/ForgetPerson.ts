import { Erasures } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { noneUnderWay } from "@kith/core/documents/EffectLedger"
import { reportErasure } from "@kith/core/documents/ErasureProgress"
import { Effect } from "effect"
import { contacts } from "./AssociateContact.ts"
import { system } from "./GenesysClient.ts"

/**
 * Reports when nothing of a forgotten person is being written any more. Nothing is left to be written: whatever takes a
 * lease from now on finds no person to write. The interactions are not closed to the ledger, because an erasure names
 * those of people who share an identifier too.
 */
export const forgetPerson = Effect.fn("ForgetPerson.forgetPerson")(function* (erasureId: string) {
  const [erasure] = yield* (yield* Documents).getMany([ref(Erasures, erasureId)])
  if (erasure === undefined) return
  yield* noneUnderWay(system, erasure.body.interactionIds, erasure.body.at)
  yield* noneUnderWay(contacts, erasure.body.customerIds, erasure.body.at)
  yield* reportErasure(erasureId, { name: system, status: "done" })
})
