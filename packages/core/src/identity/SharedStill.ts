import { familyOf, type IdentifierKind, type Key, kindOf } from "../identifier/Identifier.ts"
import { limitFor } from "./Graph.ts"
import { type Merge, recordNames } from "./Merges.ts"
import type { LinkingPolicy } from "./Policy.ts"
import type { IdentifierRecord } from "./Records.ts"

type SharedRecord = Extract<IdentifierRecord, { readonly state: "shared" }>

/**
 * Whether the anchors that are listed for a shared identifier suffice under this policy. If they do not, others may: the
 * list has a cap, and holds the kinds that counted when it was made.
 *
 * @param merges CRM records that are one count as one.
 */
export const isSharedStill = (
  key: Key,
  { anchors }: SharedRecord,
  merges: ReadonlyArray<Merge>,
  policy: LinkingPolicy,
): boolean => {
  const nameOf = merges.length === 0 ? (anchor: Key) => anchor : recordNames(merges)
  return Object.entries(anchors).some(([kind, keys]) => {
    const limit = limitFor(kindOf(key), kind as IdentifierKind, policy)
    return limit !== undefined && new Set(keys.map(nameOf)).size > limit
  })
}

/** Its listed anchors of CRMs: whether some of those are one record only their components tell. */
export const recordsAmong = ({ anchors }: SharedRecord): ReadonlyArray<Key> =>
  Object.entries(anchors).flatMap(([kind, keys]) => (familyOf(kind as IdentifierKind) === "crm" ? keys : []))
