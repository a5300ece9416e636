import type { AssertedTrait, Identifier } from "@kith/core/identifier/Identifier"
import type { CurrentPerson } from "@kith/core/identity/Records"

/** What a CRM's own record says of a person, normalised. */
export interface CrmRecord {
  /** Names the CRM, as `CRM_SINKS` does. */
  readonly system: string
  /** The CRM's own id. */
  readonly recordId: string
  /** Whose it is by our own id, which we write into it. */
  readonly customerId?: string
  /** Epoch milliseconds of its last change. */
  readonly changedAt: number
  readonly identifiers: ReadonlyArray<Identifier & { readonly source: string }>
  readonly traits: ReadonlyArray<AssertedTrait>
  /** The CRM's own id, normalised, of the record that it merged this one into: this id is a former one of that. */
  readonly mergedInto?: string
}

/**
 * What a record says of the person whom we wrote into it. Its own id only if the person brought no other one: then it is one
 * that we made beside the person's own, or for somebody whom the person was taken for.
 */
export const saidOf = (person: CurrentPerson, record: CrmRecord): CrmRecord => {
  const kind = `crm.${record.system}`
  const own = person.identifiers.filter((one) => one.kind === kind).map(({ value }) => value)
  const isOthers = (one: Identifier) => one.kind === kind && own.length > 0 && !own.includes(one.value)
  if (record.customerId === undefined || record.mergedInto !== undefined) return record
  return { ...record, identifiers: record.identifiers.filter((one) => !isOthers(one)) }
}

/** Whether any of these is the person's. */
export const names = (person: CurrentPerson, identifiers: ReadonlyArray<Identifier>): boolean =>
  identifiers.some((one) => person.identifiers.some(({ kind, value }) => one.kind === kind && one.value === value))
