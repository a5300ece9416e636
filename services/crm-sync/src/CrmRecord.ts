import type { AssertedTrait, Identifier } from "@kith/core/identifier/Identifier"

/** What a CRM's own record says of a person, normalised. */
export interface CrmRecord {
  /** Names the CRM, as `CRM_SINKS` does. */
  readonly system: string
  /** The CRM's own id. */
  readonly recordId: string
  /** Epoch milliseconds of its last change. */
  readonly changedAt: number
  readonly identifiers: ReadonlyArray<Identifier & { readonly source: string }>
  readonly traits: ReadonlyArray<AssertedTrait>
  /** The CRM's own id, normalised, of the record that it merged this one into: this id is a former one of that. */
  readonly mergedInto?: string
}
