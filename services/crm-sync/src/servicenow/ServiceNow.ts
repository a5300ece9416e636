import { SeveralMatches, type VendorAnswer, VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import { vendorClient } from "@kith/core/http/VendorClient"
import { type Harmless, say, shaped } from "@kith/core/telemetry/Harmless"
import { Effect, Redacted, Semaphore } from "effect"
import { HttpClientRequest } from "effect/http"
import * as z from "zod"
import { type Fields, leftIn, stillOurs, type Wrote } from "../Fields.ts"
import { makeGate } from "../Gate.ts"
import type { Removal, Sink } from "../Sink.ts"
import {
  addressFields,
  correlationField,
  keyField,
  mergedField,
  nobodysRecord,
  serviceNowRecord,
} from "./ServiceNowRecord.ts"

export interface ServiceNowSettings {
  readonly url: string
  readonly user: string
  readonly password: Redacted.Redacted
  /** `import`: rows of a staging table whose transform map coalesces on `u_kith_id`. `table`: the table itself. */
  readonly mode: "import" | "table"
  readonly stagingTable: string
  readonly table: string
}

const system = say`servicenow`

const SysId = z.string().regex(/^[0-9a-f]{32}$/)
const Imported = z.object({
  result: z
    .array(z.object({ status: z.string().max(40), sys_id: SysId.optional(), table: z.string().max(80).optional() }))
    .min(1),
})
const Found = z.object({ result: z.array(z.looseObject({ sys_id: SysId })).max(10) })
const Made = z.object({ result: z.object({ sys_id: SysId }) })

/** An instance lets few requests of one user run at once, and queues or refuses the others. */
const callsAtOnce = 4

/** What is wrong with a login or a right passes by an administrator's help, never by the record. */
const isPassing = ({ status }: VendorAnswer) => status === 401 || status === 403

/** Contacts of a ServiceNow instance, found by our id: a call for each, since no documented call answers for several. */
export const makeServiceNow = Effect.fnUntraced(function* (settings: ServiceNowSettings) {
  const { url, user, password, mode, stagingTable, table } = settings
  const client = yield* vendorClient({ system, baseUrl: url })
  const gate = makeGate(system)
  const contacts = `/api/now/table/${table}`

  const atOnce = Semaphore.makeUnsafe(callsAtOnce)

  const send = (request: HttpClientRequest.HttpClientRequest) =>
    atOnce.withPermit(client.send(HttpClientRequest.basicAuth(request, user, Redacted.value(password)))).pipe(
      Effect.filterOrFail(
        (answer) => !isPassing(answer),
        ({ status }) => new VendorIsUnavailable({ system, reason: say`status ${status}` }),
      ),
      gate.watch,
    )
  const refused = (reason: Harmless) => Effect.fail(new VendorRefused({ system, reason }))
  const json = (request: HttpClientRequest.HttpClientRequest, body: object) =>
    send(HttpClientRequest.bodyJsonUnsafe(request, body))

  /** One row, transformed before the answer: the only form that says how each record fared. */
  const importRow = Effect.fnUntraced(function* (row: Fields) {
    const answer = yield* json(HttpClientRequest.post(`/api/now/import/${stagingTable}`), row)
    if (answer.status >= 300) return yield* refused(say`status ${answer.status}`)
    const [result] = (yield* client.read(answer, Imported)).result
    const status = result?.status ?? "error"
    if (status !== "inserted" && status !== "updated" && status !== "ignored")
      return yield* refused(say`import: ${shaped("code", status)}`)
    const created = status === "inserted" ? ({ created: true } as const) : {}
    return result?.sys_id === undefined ? created : { recordId: result.sys_id, ...created }
  })

  const findRecords = Effect.fnUntraced(function* (customerId: string, fields: ReadonlyArray<string> = []) {
    const condition = `sysparm_query=${keyOf(mode)}=${encodeURIComponent(customerId)}`
    const query = `${condition}&sysparm_fields=${["sys_id", ...fields].join(",")}&sysparm_limit=2`
    const answer = yield* send(HttpClientRequest.get(`${contacts}?${query}`))
    if (answer.status >= 300) return yield* refused(say`status ${answer.status}`)
    return (yield* client.read(answer, Found)).result
  })

  const find = (customerId: string) =>
    Effect.map(findRecords(customerId), (records) => records.map(({ sys_id }) => sys_id))

  const patch = Effect.fnUntraced(function* (sysId: string, fields: Fields) {
    const answer = yield* json(HttpClientRequest.patch(`${contacts}/${sysId}`), fields)
    if (answer.status === 404) return undefined
    return answer.status < 300 ? { recordId: sysId } : yield* refused(say`status ${answer.status}`)
  })

  /** The table has no upsert, and takes a second record of one id without a word: the effect ledger lets one write at a time. */
  const writeRow = Effect.fnUntraced(function* (customerId: string, fields: Fields) {
    const found = yield* find(customerId)
    if (found.length > 1) return yield* new SeveralMatches({ system, recordIds: found })
    const changed = found[0] === undefined ? undefined : yield* patch(found[0], fields)
    if (changed !== undefined) return changed
    const answer = yield* json(HttpClientRequest.post(contacts), { ...fields, [correlationField]: customerId })
    if (answer.status >= 300) return yield* refused(say`status ${answer.status}`)
    return { recordId: (yield* client.read(answer, Made)).result.sys_id, created: true } as const
  })

  const write = (customerId: string, fields: Fields) =>
    mode === "import" ? importRow({ ...fields, [keyField]: customerId }) : writeRow(customerId, fields)

  /** What we wrote goes with whoever has it no more; what anybody else has entered since stays. */
  const clear = Effect.fnUntraced(function* (customerId: string, wrote: Wrote, left: ReadonlyArray<string>) {
    if (left.length === 0) return
    for (const { sys_id, ...found } of yield* findRecords(customerId, left)) {
      const gone = stillOurs(wrote, left, found)
      if (gone.length > 0) yield* patch(sys_id, Object.fromEntries(gone.map((field) => [field, ""])))
    }
  })

  const upsert: Sink["upsert"] = Effect.fnUntraced(function* (
    { customerId },
    fields,
    _changeKey,
    _recorded,
    { wrote },
  ) {
    yield* clear(customerId, wrote, leftIn(wrote, fields))
    return yield* write(customerId, fields)
  })

  /** The former person's record refers to the heir's. */
  const markMerged = Effect.fn("ServiceNow.markMerged")(function* (formerId: string, customerId: string, left: Wrote) {
    yield* clear(formerId, left, left.fields)
    const [[former], [heir]] = yield* Effect.all([find(formerId), find(customerId)])
    if (former === undefined || heir === undefined) return {}
    return (yield* patch(former, { [mergedField]: heir })) ?? {}
  })

  const remove = Effect.fn("ServiceNow.remove")(function* (customerId: string, how: Removal) {
    for (const sysId of yield* find(customerId)) {
      if (how === "anonymise") {
        yield* patch(sysId, nobodysRecord)
        continue
      }
      const { status } = yield* send(HttpClientRequest.delete(`${contacts}/${sysId}`))
      if (status >= 300 && status !== 404) return yield* refused(say`status ${status}`)
    }
    return {}
  })

  return {
    name: system,
    gate,
    fieldsOf: serviceNowRecord,
    hasFields: true,
    addressFields,
    upsert,
    markMerged,
    remove,
  } satisfies Sink
})

const keyOf = (mode: ServiceNowSettings["mode"]) => (mode === "import" ? keyField : correlationField)
