import { isPlaceholder } from "./Blocked.ts"
import * as DateOfBirth from "./DateOfBirth.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"
import * as PersonName from "./PersonName.ts"
import * as PostalCode from "./PostalCode.ts"

type Normaliser = (raw: string, policy: IdentifierPolicy, at: number) => string | undefined

/** Traits that are compared between people, so that two spellings must be one. */
const normalisers: ReadonlyMap<string, Normaliser> = new Map([
  ["firstName", PersonName.normalise],
  ["lastName", PersonName.normalise],
  ["name", PersonName.normalise],
  ["dateOfBirth", DateOfBirth.normalise],
  ["postalCode", PostalCode.normalise],
])

const asSent: Normaliser = (raw) => raw.replaceAll(/[\s\p{C}]+/gu, " ").trim()

/** The value of a trait; undefined for placeholders and what cannot be one. `at`: epoch milliseconds of the event. */
export const normaliseTrait = (name: string, raw: string, policy: IdentifierPolicy, at: number): string | undefined => {
  if (raw.length > 512 || isPlaceholder(raw, policy)) return undefined
  const value = (normalisers.get(name) ?? asSent)(raw, policy, at)
  return value === undefined || value.length > 256 || isPlaceholder(value, policy) ? undefined : value
}
