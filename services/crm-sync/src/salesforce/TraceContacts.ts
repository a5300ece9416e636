import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { Effect } from "effect"
import type { CrmRecord } from "../CrmRecord.ts"
import { readContact, selectedFields } from "./ReadContact.ts"
import { isDeleted, masterOf, readMerged } from "./ReadMerged.ts"
import type { FoundRecord, SalesforceApi } from "./SalesforceApi.ts"
import type { SalesforceMapping } from "./SalesforceMapping.ts"
import { isIn } from "./Soql.ts"

/** What became of a contact: those that were merged one into the other, and the one that is left; none if it is just gone. */
export interface Traced {
  readonly merged: ReadonlyArray<CrmRecord>
  readonly master: ReturnType<typeof readContact> | undefined
}

/** Of masters that were merged themselves. */
const mostSteps = 8

/** Follows contacts that the org has no more to those that they were merged into, a call for each step of the longest way. */
export const traceContacts = Effect.fn("Salesforce.traceContacts")(function* (
  api: SalesforceApi,
  mapping: SalesforceMapping,
  recordIds: ReadonlyArray<string>,
) {
  const policy = yield* CurrentIdentifierPolicy
  const select = `SELECT ${selectedFields(mapping)},IsDeleted,MasterRecordId FROM Contact`
  const found = new Map<string, FoundRecord>()
  let wanted = [...new Set(recordIds)]
  for (let step = 0; step < mostSteps && wanted.length > 0; step++) {
    const { records } = yield* api.query(`${select} WHERE ${isIn("Id", wanted)}`, "queryAll")
    for (const record of records) found.set(record.Id, record)
    wanted = [...new Set(records.flatMap((record) => masterOf(record) ?? []))].filter((id) => !found.has(id))
  }
  return recordIds.map((recordId): Traced => {
    const merged: Array<CrmRecord> = []
    let record = found.get(recordId)
    for (let step = 0; step < mostSteps && record !== undefined && isDeleted(record); step++) {
      merged.push(...readMerged(record, mapping, policy))
      record = found.get(masterOf(record) ?? "")
    }
    const master = record === undefined || isDeleted(record) ? undefined : readContact(record, mapping, policy)
    return { merged: master === undefined ? [] : merged, master }
  })
})
