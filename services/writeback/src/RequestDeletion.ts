import { type ErasureRecord, Erasures, ErasureValues } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { genesysGdpr, reportErasure } from "@kith/core/documents/ErasureProgress"
import { parseJson } from "@kith/core/http/Json"
import type { Identifier } from "@kith/core/identifier/Identifier"
import { Keys } from "@kith/core/identifier/Keyring"
import { unseal } from "@kith/core/identifier/Seal"
import { type Harmless, say, shortened } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import * as z from "zod"
import { gdprSubjects } from "./GdprSubjects.ts"
import { type GdprRequest, GenesysGdpr } from "./GenesysGdpr.ts"

const Values = z.array(z.object({ kind: z.string(), value: z.string() })) as unknown as z.ZodType<Array<Identifier>>

/**
 * Has Genesys delete a forgotten person's data, where the erasure says so, and asks each time it is told of the erasure
 * again how far that is. A request that failed is made again; made twice, it deletes nothing twice.
 */
export const requestDeletion = Effect.fn("RequestDeletion.requestDeletion")(
  function* (erasureId: string) {
    const [erasure] = yield* (yield* Documents).getMany([ref(Erasures, erasureId)])
    const progress = erasure === undefined ? undefined : progressOf(erasure.body)
    if (progress === undefined || progress.status === "done") return
    const { order, ask } = yield* GenesysGdpr
    const filed = progress.status === "failed" ? [] : (progress.references ?? [])
    if (filed.length > 0) return yield* report(erasureId, yield* Effect.forEach(filed, ask))
    const values = yield* valuesOf(erasureId)
    if (values === undefined) return yield* reportErasure(erasureId, failed(say`what to look for is gone`))
    const subjects = gdprSubjects(values).slice(0, mostRequests)
    // Nothing that Genesys could find anybody by: then it is done.
    yield* report(erasureId, yield* Effect.forEach(subjects, order))
  },
  (effect, erasureId) =>
    Effect.tapError(effect, (fact) =>
      fact._tag === "VendorRefused" ? reportErasure(erasureId, failed(shortened(fact.reason, 200))) : Effect.void,
    ),
)

/** What an erasure can note down. */
const mostRequests = 16

const failed = (reason: Harmless) => ({ name: genesysGdpr, status: "failed", reason }) as const

const progressOf = ({ systems }: ErasureRecord) => systems.find(({ name }) => name === genesysGdpr)

const valuesOf = Effect.fnUntraced(function* (erasureId: string) {
  const [kept] = yield* (yield* Documents).getMany([ref(ErasureValues, erasureId)])
  const text = kept && unseal(yield* Keys, "erasure-values", erasureId, kept.body.sealed)
  return text === undefined ? undefined : Values.safeParse(parseJson(text)).data
})

const report = (erasureId: string, requests: ReadonlyArray<GdprRequest>) => {
  const references = requests.map(({ id }) => id)
  if (requests.some(({ status }) => status === "error")) {
    return reportErasure(erasureId, { ...failed(say`the request ended in an error`), references })
  }
  const status = requests.every((request) => request.status === "completed") ? "done" : "running"
  return reportErasure(erasureId, { name: genesysGdpr, status, ...(references.length > 0 && { references }) })
}
