import { type Read, readComponents } from "@kith/core/graph/LoadEvidence"
import type { KnownInteraction } from "@kith/core/identity/Records"
import type { Setting } from "@kith/core/identity/Setting"
import { saidIn } from "@kith/core/identity/Sightings"

/**
 * Everything said in these interactions, and the components it stands in. Also what identifies nobody in a conference: it
 * may be a tombstone already, and will identify somebody once the forgotten customer is taken out.
 */
export const readTouched = (interactions: ReadonlyArray<KnownInteraction>, read: Read, { interactionKey }: Setting) => {
  const keys = new Set(interactions.flatMap((interaction) => [...saidIn(interaction, interactionKey)]))
  const noted = interactions.flatMap(({ sightings }) => sightings.flatMap(({ component }) => component ?? []))
  return readComponents(read, [...keys], noted)
}
