import type { Key } from "@kith/core/identifier/Identifier"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import type { KnownInteraction, Sighting } from "@kith/core/identity/Records"
import { sightingsOf } from "@kith/core/identity/Sightings"
import { leadOf } from "./ids.ts"
import { knownIn, type Picture } from "./picture.ts"
import { identifiedIn } from "./profiles.ts"
import { keyOf } from "./world.ts"

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

/**
 * Open interactions whose word goes astray: tier 2 gave them to somebody who is not told of them, or somebody is told of
 * them to whom they were not given.
 */
export const misgiven = (picture: Picture, policy: LinkingPolicy): ReadonlyArray<string> => {
  const identified = identifiedIn(picture, policy)
  const current = (id: string | undefined) => {
    const { person } = leadOf(picture, id ?? "")
    return person?.state === "current" ? person : undefined
  }
  const given = new Map<string, string>()
  for (const sighting of knownIn(picture).flatMap(({ sightings }) => sightings)) {
    const own = identified(sighting)
    const person = current(own === undefined ? sighting.assignedTo : current(own)?.probably?.customerId)
    if (person !== undefined) given.set(sighting.id, person.customerId)
  }
  const told = [...picture.persons.values()].flatMap((person) =>
    person.state !== "current"
      ? []
      : person.open.flatMap(({ sightingId, resolutionTier }) =>
          resolutionTier === 2 ? [{ sightingId, customerId: person.customerId }] : [],
        ),
  )
  const isTold = new Set(told.map(({ sightingId, customerId }) => `${sightingId} ${customerId}`))
  return [
    ...told
      .filter(({ sightingId, customerId }) => given.get(sightingId) !== customerId)
      .map(
        ({ sightingId, customerId }) =>
          `${customerId} is told of ${sightingId}, which was given to ${given.get(sightingId)}`,
      ),
    ...[...given]
      .filter(([sightingId, customerId]) => isOpen(picture, sightingId) && !isTold.has(`${sightingId} ${customerId}`))
      .map(([sightingId, customerId]) => `${sightingId} was given to ${customerId}, who is not told of it`),
  ]
}

const isOpen = (picture: Picture, sightingId: string): boolean =>
  knownIn(picture).some((interaction) =>
    sightingsOf(interaction, (value) => keyOf({ kind: "interaction", value }) as Key).some(
      ({ id, ended }) => id === sightingId && !ended,
    ),
  )

const eventsOf = ({ interactions }: Picture, id: string) => {
  const body = interactions.get(id)
  return body?.state === "known" ? body.events : undefined
}

const sightingOf = (picture: Picture, { id }: Sighting) =>
  knownIn(picture)
    .flatMap(({ sightings }) => sightings)
    .find((sighting) => sighting.id === id)
