import type { Key } from "../identifier/Identifier.ts"
import { type Features, mailboxOf, plainName } from "./Compare.ts"

/**
 * A value that brings up candidates, or says how common it is. Hashed before it names a document, so a block holds no
 * value, only who was seen with it.
 */
export interface Block {
  readonly kind: BlockKind
  readonly value: string
}

/** `term…` blocks only count how many people carry a name: they bring nobody up. */
export type BlockKind =
  | "device"
  | "address"
  | "addressAndBrowser"
  | "sharedIdentifier"
  | "fullName"
  | "lastNameAndBirth"
  | "firstNameAndBirth"
  | "birth"
  | "birthAndPostalCode"
  | "nameAndPostalCode"
  | "mailbox"
  | "termFirstName"
  | "termLastName"

export const bringsUpCandidates = ({ kind }: Block): boolean => !kind.startsWith("term")

/** What one event, or one sighting, says beside linking identifiers. */
export interface Signals {
  readonly device?: string | undefined
  readonly ip?: string | undefined
  readonly userAgent?: string | undefined
  readonly features: Features
  readonly sharedIdentifiers: ReadonlyArray<Key>
}

/**
 * At most fourteen, however much the sighting says: the bound on work per event. Names stand in the order of the alphabet,
 * so that the two in each other's field bring the same people up. A birthday alone forgives any slip in the names, for as
 * long as few people are known to have been born that day.
 */
export const blocksOf = ({ device, ip, userAgent, features, sharedIdentifiers }: Signals): ReadonlyArray<Block> => {
  const { dateOfBirth, postalCode } = features
  const first = features.firstName === undefined ? "" : plainName(features.firstName)
  const last = features.lastName === undefined ? "" : plainName(features.lastName)
  const names = first === "" || last === "" ? undefined : [first, last].sort()
  const block = (kind: BlockKind, ...parts: ReadonlyArray<string | undefined>): ReadonlyArray<Block> =>
    parts.every((part) => part !== undefined && part !== "") ? [{ kind, value: parts.join("|") }] : []
  return [
    ...block("device", device),
    ...(userAgent === undefined ? block("address", ip) : block("addressAndBrowser", ip, userAgent)),
    ...(userAgent === undefined ? [] : block("address", ip)),
    ...sharedIdentifiers.slice(0, 2).flatMap((key) => block("sharedIdentifier", key)),
    ...block("fullName", ...(names ?? [undefined])),
    ...block("lastNameAndBirth", last, dateOfBirth),
    ...block("firstNameAndBirth", first, dateOfBirth),
    ...block("birth", dateOfBirth),
    ...block("birthAndPostalCode", dateOfBirth, postalCode),
    ...block("nameAndPostalCode", ...(names ?? [undefined]), postalCode),
    ...block(
      "mailbox",
      features.emails?.map(mailboxOf).find((mailbox) => mailbox !== undefined),
    ),
    ...block("termFirstName", first),
    ...block("termLastName", last),
  ]
}
