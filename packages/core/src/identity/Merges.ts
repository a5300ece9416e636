import { type Key, kindOf } from "../identifier/Identifier.ts"

/** A CRM's word that it has made one record of two: `from` is a former id of the record that `into` names. */
export interface Merge {
  readonly from: Key
  readonly into: Key
}

/** The merges that a sighting tells of: an id that is marked as a former one is another name of those of its kind. */
export const mergesIn = (
  identifiers: ReadonlyMap<Key, { readonly former?: true | undefined }>,
): ReadonlyArray<Merge> => {
  const merges: Array<Merge> = []
  for (const [from, { former }] of identifiers) {
    if (former !== true) continue
    for (const into of identifiers.keys())
      if (into !== from && kindOf(into) === kindOf(from)) merges.push({ from, into })
  }
  return merges
}

/** One name for all ids of one record: the least of them. */
export const recordNames = (merges: Iterable<Merge>): ((key: Key) => Key) => {
  const names = new Map<Key, Key>()
  const nameOf = (key: Key): Key => {
    let name = key
    for (let next = names.get(name); next !== undefined; next = names.get(name)) name = next
    return name
  }
  for (const { from, into } of merges) {
    const [x, y] = [nameOf(from), nameOf(into)]
    if (x < y) names.set(y, x)
    else if (y < x) names.set(x, y)
  }
  return nameOf
}
