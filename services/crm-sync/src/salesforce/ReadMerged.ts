import type { IdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { normalise } from "@kith/core/identifier/Normalise"
import type { CrmRecord } from "../CrmRecord.ts"
import { readContact } from "./ReadContact.ts"
import type { FoundRecord } from "./SalesforceApi.ts"
import type { SalesforceMapping } from "./SalesforceMapping.ts"

export const isDeleted = (found: FoundRecord): boolean => found["IsDeleted"] === true

/** Of a contact that the org merged into another one. */
export const masterOf = (found: FoundRecord): string | undefined => {
  const master = found["MasterRecordId"]
  return typeof master === "string" ? master : undefined
}

/** What a deleted contact says: if the org merged it, that it is the master's. One just deleted is no wish to be forgotten. */
export const readMerged = (
  found: FoundRecord,
  mapping: SalesforceMapping,
  policy: IdentifierPolicy,
): ReadonlyArray<CrmRecord> => {
  const master = normalise("crm.salesforce", masterOf(found) ?? "", policy)
  return master === undefined ? [] : [{ ...readContact(found, mapping, policy), mergedInto: master.value }]
}
