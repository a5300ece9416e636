import type { IdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { normalise } from "@kith/core/identifier/Normalise"
import { normaliseTrait } from "@kith/core/identifier/NormaliseTrait"
import type { CrmRecord } from "../CrmRecord.ts"
import { type FoundRecord, system } from "./SalesforceApi.ts"
import type { SalesforceMapping } from "./SalesforceMapping.ts"

/** What a query has to select for `readContact`. */
export const selectedFields = (mapping: SalesforceMapping): string =>
  [
    ...new Set([
      "Id",
      "SystemModstamp",
      mapping.externalIdField,
      ...mapping.identifiers.map(({ field }) => field),
      ...mapping.traits.map(({ field }) => field),
    ]),
  ].join(",")

const textOf = (record: FoundRecord, field: string): string | undefined => {
  const value = record[field]
  return (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : undefined
}

/** Values that say nothing by the policy are left out, and so is the word that stands for no last name. */
export const readContact = (record: FoundRecord, mapping: SalesforceMapping, policy: IdentifierPolicy): CrmRecord => {
  const changedAt = Date.parse(String(record["SystemModstamp"]).replace(/\+0000$/, "Z"))
  const at = Number.isFinite(changedAt) ? changedAt : 0
  const own = normalise("crm.salesforce", record.Id, policy)
  const customerId = textOf(record, mapping.externalIdField)
  const identifiers = mapping.identifiers.flatMap(({ field, kind }) => {
    const found = normalise(kind, textOf(record, field) ?? "", policy)
    return found === undefined ? [] : [{ ...found, source: `Contact.${field}` }]
  })
  const traits = mapping.traits.flatMap(({ field, trait }) => {
    const text = textOf(record, field)
    if (text === undefined || (trait === "lastName" && text === mapping.unknownLastName)) return []
    const value = normaliseTrait(trait, text, policy, at)
    return value === undefined ? [] : [{ name: trait, value, source: `Contact.${field}` }]
  })
  return {
    system,
    recordId: record.Id,
    changedAt: at,
    identifiers: own === undefined ? identifiers : [{ ...own, source: "Contact.Id" }, ...identifiers],
    traits,
    ...(customerId !== undefined && { customerId }),
  }
}
