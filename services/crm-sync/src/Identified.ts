import type { IdentifierKind } from "@kith/core/identifier/Identifier"
import type { CurrentPerson } from "@kith/core/identity/Records"

/**
 * All of a kind, the one learned last first: people change addresses more often than they go back to an old one. Ids of
 * records that a CRM merged away come last of all.
 */
export const valuesOf = (person: CurrentPerson, kind: IdentifierKind): ReadonlyArray<string> =>
  person.identifiers
    .filter((one) => one.kind === kind)
    .toSorted((x, y) => isFormer(x) - isFormer(y) || y.first - x.first || (x.key < y.key ? -1 : 1))
    .map(({ value }) => value)

const isFormer = ({ former }: CurrentPerson["identifiers"][number]): 0 | 1 => (former === true ? 1 : 0)

/** Whether anybody could say who this is: by an email, a phone or a CRM's id. */
export const isIdentified = ({ identifiers }: CurrentPerson): boolean =>
  identifiers.some(({ kind }) => kind === "email" || kind === "phone" || kind.startsWith("crm."))
