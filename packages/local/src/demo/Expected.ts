import type { DeadLetter, Ledger } from "./Readings.ts"

/** Who somebody has to turn out to be. */
export interface ExpectedCustomer {
  readonly name: string
  /** All of them are this customer's, and nobody else's. */
  readonly interactions: ReadonlyArray<string>
  /** Kinds of what the interactions were recognised by. */
  readonly knownBy: ReadonlyArray<string>
  /** Fields of the profile, and of it alone. */
  readonly profile: Readonly<Record<string, string>>
  /** Fields of the one contact in the CRM. */
  readonly contact: Readonly<Record<string, string>>
  /** Contacts made before it turned out whose they were: they point to the one. */
  readonly formerContacts?: number
  /** Why something of theirs joins them with nobody. */
  readonly refused?: string
}

/** Somebody of whom nothing may be left. */
export interface ExpectedForgotten {
  readonly name: string
  readonly email: string
  readonly interactions: ReadonlyArray<string>
}

export interface Expected {
  readonly customers: ReadonlyArray<ExpectedCustomer>
  readonly forgotten: ReadonlyArray<ExpectedForgotten>
  readonly deadLetters: ReadonlyArray<Pick<DeadLetter, "reason" | "state"> & { readonly from: string }>
  /** Without the echoes of our own write-backs, each of which is accepted and irrelevant. */
  readonly ledger: Ledger
}
