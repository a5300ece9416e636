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
  /** The record that the CRM merged into this one, or this one into: the same person's. */
  readonly mergedInto?: string
}
