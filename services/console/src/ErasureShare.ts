import type { Key } from "@kith/core/identifier/Identifier"
import type { ComponentRecord } from "@kith/core/identity/Records"

export interface ErasureShare {
  /** Nobody else's: they become tombstones. */
  readonly keys: ReadonlyArray<Key>
  /** Somebody else's too: they are stripped with the person's evidence, and stay usable. */
  readonly strippedKeys: ReadonlyArray<Key>
  /** Of both those that somebody else has a claim to. */
  readonly contested: ReadonlyArray<Key>
}

/**
 * What of a component an erasure takes. An identifier that evidence also joins to somebody else, where a rule refused the
 * join, is not this person's alone: a tombstone would suppress a spouse on the same landline for ever. One that the
 * request names is taken all the same.
 */
export const erasureShare = (
  component: ComponentRecord,
  customerId: string,
  named: ReadonlyArray<Key>,
): ErasureShare => {
  const members = component.persons.find(({ id }) => id === customerId)?.members ?? []
  // A join refused because the other side is shared says nothing about this side.
  const contested = new Set(component.refused.filter(({ rule }) => rule !== "shared").flatMap(({ a, b }) => [a, b]))
  const isKept = (key: Key) => contested.has(key) && !named.includes(key)
  return {
    keys: [...new Set([...named, ...members.filter((key) => !isKept(key))])],
    strippedKeys: members.filter(isKept),
    contested: members.filter((key) => contested.has(key)),
  }
}
