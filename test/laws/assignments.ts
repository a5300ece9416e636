import type { KnownInteraction, Sighting } from "@kith/core/identity/Records"
import { leadOf } from "./ids.ts"
import { knownIn, type Picture } from "./picture.ts"

/** What tier 2 decided, which is on arrival: it stands until an identifier or somebody more probable comes. */

const assignedIn = (picture: Picture) =>
  new Map(
    knownIn(picture).flatMap((interaction) =>
      interaction.sightings.flatMap(
        (sighting): ReadonlyArray<[string, Assigned]> =>
          sighting.assignedTo === undefined ? [] : [[sighting.id, { interaction, sighting, to: sighting.assignedTo }]],
      ),
    ),
  )

interface Assigned {
  readonly interaction: KnownInteraction
  readonly sighting: Sighting
  readonly to: string
}

/** Assignments of before that were undone by nothing that concerns them. */
export const undone = (before: Picture, after: Picture): ReadonlyArray<string> => {
  const now = assignedIn(after)
  return [...assignedIn(before).values()].flatMap(({ interaction, sighting, to }) => {
    const [was, is] = [interaction.events.join(), eventsOf(after, interaction.interactionId)?.join()]
    if (was !== is || leadOf(after, to).person?.state !== "current") return []
    const present = sightingOf(after, sighting)
    if (present === undefined || present.component !== sighting.component || present.outcome.resolutionTier === 1)
      return []
    return now.get(sighting.id)?.to === to ? [] : [`${sighting.id} was given to ${to}, and no longer is`]
  })
}

const eventsOf = ({ interactions }: Picture, id: string) => {
  const body = interactions.get(id)
  return body?.state === "known" ? body.events : undefined
}

const sightingOf = (picture: Picture, { id }: Sighting) =>
  knownIn(picture)
    .flatMap(({ sightings }) => sightings)
    .find((sighting) => sighting.id === id)
