import { VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import { shaped } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import { type SalesforceApi, system } from "./SalesforceApi.ts"
import type { SalesforceMapping } from "./SalesforceMapping.ts"
import { isIn } from "./Soql.ts"

/** Turns what hangs on a former person's contact over to the heir's, 200 at a time; nothing unless the mapping says so. */
export const reparent = Effect.fn("Salesforce.reparent")(function* (
  api: SalesforceApi,
  { reparent: lookups, externalIdField }: SalesforceMapping,
  formerId: string,
  customerId: string,
) {
  if (lookups.length === 0) return
  const soql = `SELECT Id,${externalIdField} FROM Contact WHERE ${isIn(externalIdField, [formerId, customerId])}`
  const { records } = yield* api.query(soql)
  const contactOf = (id: string) => records.find((record) => record[externalIdField] === id)?.Id
  const [from, to] = [contactOf(formerId), contactOf(customerId)]
  if (from === undefined || to === undefined) return
  for (const { object, field } of lookups) {
    while (true) {
      const children = yield* api.query(`SELECT Id FROM ${object} WHERE ${isIn(field, [from])} LIMIT 200`)
      if (children.records.length === 0) break
      const bodies = children.records.map(({ Id }) => ({ Id, [field]: to }))
      const [results = []] = yield* api.writeMany([{ kind: "update", type: object, bodies }])
      const code = results.find((result) => result.code !== undefined)?.code
      if (code === "UNABLE_TO_LOCK_ROW") return yield* new VendorIsUnavailable({ system, reason: shaped("code", code) })
      if (code !== undefined) return yield* new VendorRefused({ system, reason: shaped("code", code) })
    }
  }
})
