import type { LinkingPolicy } from "@kith/core/identity/Policy"
import type { CurrentPerson, KnownInteraction, Sighting } from "@kith/core/identity/Records"
import type { Sent } from "./chronicle.ts"
import type { Told } from "./history.ts"
import { type Oracle, seenIn } from "./oracle.ts"
import { knownIn, type Picture } from "./picture.ts"
import { keyOf } from "./world.ts"

/** What read models show, held against the sightings it comes from. */

const currentIn = ({ persons }: Picture): ReadonlyArray<CurrentPerson> =>
  [...persons.values()].flatMap((body) => (body.state === "current" ? [body] : []))

/** Whose a sighting's strongest unshared identifier is. */
export const identifiedIn = ({ components }: Picture, policy: LinkingPolicy) => {
  const persons = [...components.values()].flatMap((component) => component.persons)
  const personOf = new Map(persons.flatMap(({ id, members }) => members.map((member) => [member, id])))
  const rank = (key: string) =>
    policy.kinds[(key.startsWith("crm.") ? "crm" : key.split(":")[0]) as keyof LinkingPolicy["kinds"]].rank
  return ({ keys }: Sighting): string | undefined => {
    const [home] = keys.filter((key) => personOf.has(key)).sort((x, y) => rank(y) - rank(x) || (x < y ? -1 : 1))
    return home && personOf.get(home)
  }
}

/**
 * What somebody's profile shows that is not from a sighting of that person's: traits and the last interaction, interactions
 * told of its changes, persons without identifiers that stand for no interaction.
 */
export const straysIn = (picture: Picture, policy: LinkingPolicy): ReadonlyArray<string> => {
  const identified = identifiedIn(picture, policy)
  const ownerOf = (sighting: Sighting) => identified(sighting) ?? sighting.assignedTo ?? sighting.alone
  const interactions = new Map(knownIn(picture).map((one) => [one.interactionId, one]))
  const isHis = ({ customerId, former }: CurrentPerson, interactionId: string, sightingId?: string) =>
    interactions
      .get(interactionId)
      ?.sightings.some(
        (sighting) =>
          [customerId, ...former].includes(ownerOf(sighting) ?? "") &&
          (sightingId === undefined || sightingId === sighting.id),
      )
  return currentIn(picture).flatMap((person): ReadonlyArray<string> => {
    const { customerId, traits, lastInteraction, open, component } = person
    const shown = [...Object.values(traits), ...(lastInteraction === undefined ? [] : [lastInteraction])]
    return [
      ...shown
        .filter((one) => !isHis(person, one.interactionId))
        .map((one) => `${one.interactionId} is not ${customerId}'s`),
      ...open
        .filter((one) => one.resolutionTier !== 2 && !isHis(person, one.interactionId, one.sightingId))
        .map((one) => `${one.sightingId} is told of ${customerId}'s changes`),
      ...(component === undefined && !standsFor(person, interactions) ? [`${customerId} stands for nothing`] : []),
    ]
  })
}

const standsFor = ({ customerId, sightingId }: CurrentPerson, interactions: ReadonlyMap<string, KnownInteraction>) =>
  [...interactions.values()].some(({ sightings }) =>
    sightings.some(({ id, alone, component }) => id === sightingId && alone === customerId && component === undefined),
  )

/** Each person with identifiers: members, and the latest nickname. */
export const profilesIn = (picture: Picture): ReadonlyArray<string> =>
  currentIn(picture)
    .filter(({ component }) => component !== undefined)
    .map(({ identifiers, traits }) => `${keysIn(identifiers.map(({ key }) => key))}: ${traits["nickname"]?.value}`)
    .sort()

/** Where nothing is refused or shared, every sighting's identifiers are one person's, and so are its traits. */
export const isPlain = ({ shared, refused }: Oracle): boolean => shared.length === 0 && refused.length === 0

/** The same from the history alone; of two assertions at one time that of the greater event key counts. */
export const expectedProfiles = (sent: ReadonlyArray<Sent>): ReadonlyArray<string> => {
  const sentAs = new Map(sent.map((one) => [one.told, one]))
  let persons: ReadonlyArray<{ keys: ReadonlyArray<string>; events: ReadonlyArray<Told> }> = []
  for (const { keys, parts } of seenIn([...sentAs.keys()], keyOf)) {
    if (keys.size === 0) continue
    const met = persons.filter((person) => person.keys.some((key) => keys.has(key)))
    const others = persons.filter((person) => !met.includes(person))
    const all = new Set([...keys, ...met.flatMap((person) => person.keys)])
    persons = [...others, { keys: [...all], events: [...parts, ...met.flatMap((person) => person.events)] }]
  }
  return persons
    .map(({ keys, events }) => {
      const said = events
        .map((told) => ({ at: told.at, ...(sentAs.get(told) as Sent) }))
        .filter(({ nickname }) => nickname !== undefined)
        .sort((x, y) => y.at - x.at || (x.event < y.event ? 1 : -1))
      return `${keysIn(keys)}: ${said[0]?.nickname}`
    })
    .sort()
}

const keysIn = (keys: ReadonlyArray<string>): string => [...keys].sort().join(" ")
