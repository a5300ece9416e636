import { Identifiers, Interactions } from "@kith/core/documents/Collections"
import { ref, type Write } from "@kith/core/documents/Documents"
import { seenOf } from "@kith/core/graph/GraphWrites"
import type { Read } from "@kith/core/graph/LoadEvidence"
import type { Key } from "@kith/core/identifier/Identifier"
import type { KnownInteraction } from "@kith/core/identity/Records"
import type { Resolved } from "@kith/core/identity/Resolve"
import type { WantedBy } from "./Wanted.ts"

/** What a decision rests on beside the documents that it writes: whoever changes it meanwhile makes the commit fail. */

/** A ban may wait for it too, which nobody has named yet. */
export const isNamed = (read: Read, ownKey: Key): boolean => {
  const record = read.identifiers.get(ownKey)?.body
  return record !== undefined && record.state !== "banned"
}

/** That nobody had named this interaction, and that those it names were not there. */
export const guards = (wanted: WantedBy, read: Read): ReadonlyArray<Write> => [
  ...(isNamed(read, wanted.ownKey) ? [] : [guardOf(wanted.ownKey, read)]),
  ...wanted.interactions
    .filter((id) => id !== wanted.own && read.interactions.get(id) === undefined)
    .map((id): Write => ({ op: "guard", ref: ref(Interactions, id), seen: "absent" })),
]

/**
 * Shared identifiers that these say for the first time are written as they are: whoever counts one anew at this moment,
 * because it may be shared no more, has not found this sighting and must start again. One that is saturated is left alone:
 * a switchboard's would be written with every call, and it takes more than a merge or two to be one person's.
 */
export const sharedNewlySaid = (interactions: ReadonlyArray<KnownInteraction>, resolved: Resolved, read: Read) => {
  const said = new Set(interactions.flatMap(({ sightings }) => sightings.flatMap(({ keys }) => keys)))
  const now = new Set(resolved.interactions.flatMap(({ sightings }) => sightings.flatMap(({ keys }) => keys)))
  return [...now].flatMap((key): ReadonlyArray<Write> => {
    const snapshot = read.identifiers.get(key)
    if (said.has(key) || resolved.shared.has(key) || snapshot?.body.state !== "shared" || snapshot.body.saturated)
      return []
    return [{ op: "put", ref: ref(Identifiers, key), body: snapshot.body, seen: snapshot.version }]
  })
}

const guardOf = (key: Key, read: Read): Write => ({
  op: "guard",
  ref: ref(Identifiers, key),
  seen: seenOf(read.identifiers.get(key)),
})
