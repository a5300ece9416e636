import type { Key } from "../identifier/Identifier.ts"
import type { IdentifierRecord, KnownInteraction } from "../identity/Records.ts"
import type { Setting } from "../identity/Setting.ts"
import { asserts, stripInteraction } from "../identity/Strip.ts"
import type { Read } from "./LoadEvidence.ts"

/** The identifiers that were read, by key. */
export const recordsOf = (read: Read): ReadonlyMap<Key, IdentifierRecord> =>
  new Map([...read.identifiers].flatMap(([key, snapshot]) => (snapshot === undefined ? [] : [[key, snapshot.body]])))

/**
 * Between an erasure's acceptance and the graph's forgetting an interaction may still hold what is a tombstone already:
 * the graph does not get to see it. `undefined`: the interaction is the forgotten person's.
 */
export const withoutForgotten = (
  interaction: KnownInteraction,
  read: Read,
  { interactionKey }: Setting,
): KnownInteraction | undefined => {
  const { erased, alone } = tombstonesIn(read)
  return erased.size === 0 ? interaction : stripInteraction(interaction, asserts(alone), erased, interactionKey)
}

/** Identifiers that are forgotten, and those of them that were nobody else's. */
export const tombstonesIn = (read: Read): { readonly erased: ReadonlySet<Key>; readonly alone: ReadonlySet<Key> } => {
  const erased = new Set<Key>()
  const alone = new Set<Key>()
  for (const [key, snapshot] of read.identifiers) {
    if (snapshot?.body.state !== "tombstone") continue
    erased.add(key)
    if (snapshot.body.contested !== true) alone.add(key)
  }
  return { erased, alone }
}

/** What participants said stays as it was, for the forgetting itself to tell whose it is. */
export const unabridged = (
  resolved: ReadonlyArray<KnownInteraction>,
  originals: ReadonlyArray<KnownInteraction>,
): ReadonlyArray<KnownInteraction> => {
  const participants = new Map(originals.map((original) => [original.interactionId, original.participants]))
  return resolved.map((one) => ({ ...one, participants: participants.get(one.interactionId) ?? one.participants }))
}
