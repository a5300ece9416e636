import { familyOf, type Key, kindOf } from "../identifier/Identifier.ts"
import type { Evidence } from "./Graph.ts"
import { type Merge, mergesIn, recordNames } from "./Merges.ts"
import type { KnownInteraction } from "./Records.ts"
import type { Setting } from "./Setting.ts"
import { type SightingView, sightingsOf } from "./Sightings.ts"

/**
 * Shared identifiers that were seen with fewer records than the graph has counted, since these interactions tell that some
 * of those are one: whether they are anybody's own now has to be counted anew. Nothing else that is told takes an identifier
 * out of the shared ones.
 */
export const sharedNoMore = (
  interactions: ReadonlyArray<KnownInteraction>,
  { components, identifiers }: Evidence,
  { interactionKey }: Setting,
): ReadonlySet<Key> => {
  if (!interactions.some(marksFormerIds)) return new Set()
  const views = interactions.flatMap((interaction) => sightingsOf(interaction, interactionKey))
  const told = views.flatMap((view) => mergesIn(view.identifiers))
  const known = components.flatMap(({ merges = [] }) => merges)
  const isNew = (merge: Merge) => !known.some(({ from, into }) => from === merge.from && into === merge.into)
  if (!told.some(isNew)) return new Set()
  const isShared = (key: Key) => identifiers.get(key)?.state === "shared"
  const [before, after] = [recordNames(known), recordNames([...known, ...told])]
  const count = (keys: ReadonlySet<Key>, nameOf: (key: Key) => Key) => new Set([...keys].map(nameOf)).size
  return new Set(
    [...recordsBeside(components, views, isShared)].flatMap(([key, records]) =>
      count(records, after) < count(records, before) ? [key] : [],
    ),
  )
}

const marksFormerIds = ({ participants }: KnownInteraction): boolean =>
  Object.values(participants).some((one) => one.identifiers.some(({ former }) => former === true))

/** The CRM records that each shared identifier was seen with, as far as these components and sightings tell. */
const recordsBeside = (
  components: Evidence["components"],
  views: ReadonlyArray<SightingView>,
  isShared: (key: Key) => boolean,
): ReadonlyMap<Key, ReadonlySet<Key>> => {
  const beside = new Map<Key, Set<Key>>()
  const note = (shared: Key, other: Key) => {
    if (familyOf(kindOf(other)) !== "crm") return
    beside.set(shared, (beside.get(shared) ?? new Set()).add(other))
  }
  for (const { identifiers, aside, edges } of components) {
    const own = Object.keys(identifiers) as Array<Key>
    for (let i = 0; i < edges.length; i += 3) {
      const [a, b] = [edges[i] as number, edges[i + 1] as number]
      if (b >= own.length) note(aside[b - own.length] as Key, own[a] as Key)
    }
  }
  for (const view of views) {
    const keys = [...view.identifiers.keys()]
    for (const shared of keys.filter(isShared)) for (const other of keys) if (other !== shared) note(shared, other)
  }
  return beside
}
