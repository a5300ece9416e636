import { type Read, readComponents } from "@kith/core/graph/LoadEvidence"
import type { KnownInteraction } from "@kith/core/identity/Records"
import type { Setting } from "@kith/core/identity/Setting"
import { sightingsOf } from "@kith/core/identity/Sightings"

/** Everything that the sightings of these interactions assert, and the components it stands in. */
export const readTouched = (interactions: ReadonlyArray<KnownInteraction>, read: Read, { interactionKey }: Setting) => {
  const views = interactions.flatMap((interaction) => sightingsOf(interaction, interactionKey))
  const keys = new Set(views.flatMap((view) => [...view.identifiers.keys()]))
  const noted = interactions.flatMap(({ sightings }) => sightings.flatMap(({ component }) => component ?? []))
  return readComponents(read, [...keys], noted)
}
