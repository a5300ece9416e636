import { type Asserted, asserted } from "@kith/core/identity/fixtures/Event"

/** Kinds in the mix that a contact centre sees; the first of a person is in all that the person does. */
const kinds = [
  "email",
  "phone",
  "crm.salesforce",
  "visitor",
  "phone",
  "email",
  "visitor",
  "crm.servicenow",
  "social",
  "visitor",
] as const

export const identifiersOf = (person: string, size: number): ReadonlyArray<Asserted> =>
  kinds.slice(0, size).map((kind, n) => asserted(kind, `${person}-${n}`))

/** Nobody says everything at once: three identifiers at a time, the first among them. */
export const saidInTurn = (identifiers: ReadonlyArray<Asserted>): ReadonlyArray<ReadonlyArray<Asserted>> => {
  const [first, ...others] = identifiers
  if (first === undefined || others.length < 3) return [identifiers]
  return Array.from({ length: Math.ceil(others.length / 2) }, (_, n) => [first, ...others.slice(2 * n, 2 * n + 2)])
}
