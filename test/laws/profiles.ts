import { Components, Interactions, Persons } from "@kith/core/documents/Collections"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import type { CurrentPerson, KnownInteraction, Sighting } from "@kith/core/identity/Records"
import { Effect } from "effect"
import type { Told } from "./history.ts"
import { type Oracle, seenIn } from "./oracle.ts"
import { allOf, keyring } from "./world.ts"

/** What read models show, held against the sightings it comes from. */

const current = Effect.gen(function* () {
  return (yield* allOf(Persons)).flatMap(({ body }) => (body.state === "current" ? [body] : []))
})

const known = Effect.gen(function* () {
  return (yield* allOf(Interactions)).flatMap(({ body }) => (body.state === "known" ? [body] : []))
})

/**
 * What somebody's profile shows that is not from a sighting of that person's: traits and the last interaction, interactions
 * told of its changes, persons without identifiers that stand for no interaction.
 */
export const strays = Effect.fnUntraced(function* (policy: LinkingPolicy) {
  const components = (yield* allOf(Components)).map(({ body }) => body)
  const personOf = new Map(components.flatMap(({ persons }) => persons.flatMap((p) => p.members.map((m) => [m, p.id]))))
  const rank = (key: string) =>
    policy.kinds[(key.startsWith("crm.") ? "crm" : key.split(":")[0]) as keyof LinkingPolicy["kinds"]].rank
  const ownerOf = ({ keys, assignedTo, alone }: Sighting) => {
    const [home] = keys.filter((key) => personOf.has(key)).sort((x, y) => rank(y) - rank(x) || (x < y ? -1 : 1))
    return home === undefined ? (assignedTo ?? alone) : personOf.get(home)
  }
  const interactions = new Map((yield* known).map((one) => [one.interactionId, one]))
  const isHis = ({ customerId, former }: CurrentPerson, interactionId: string, sightingId?: string) =>
    (interactions.get(interactionId) as KnownInteraction).sightings.some(
      (sighting) =>
        [customerId, ...former].includes(ownerOf(sighting) ?? "") &&
        (sightingId === undefined || sightingId === sighting.id),
    )
  return (yield* current).flatMap((person): ReadonlyArray<string> => {
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
})

const standsFor = ({ customerId, sightingId }: CurrentPerson, interactions: ReadonlyMap<string, KnownInteraction>) =>
  [...interactions.values()].some(({ sightings }) =>
    sightings.some(({ id, alone, component }) => id === sightingId && alone === customerId && component === undefined),
  )

/** Each person with identifiers: members, and the latest first name. */
export const profiles = Effect.gen(function* () {
  return (yield* current)
    .filter(({ component }) => component !== undefined)
    .map(({ identifiers, traits }) => `${keysIn(identifiers.map(({ key }) => key))}: ${traits["firstName"]?.value}`)
    .sort()
})

/** Where nothing is refused or shared, every sighting's identifiers are one person's, and so are its traits. */
export const isPlain = ({ shared, refused }: Oracle): boolean => shared.length === 0 && refused.length === 0

/** The same from the history alone; of two assertions at one time that of the greater event key counts. */
export const expectedProfiles = (told: ReadonlyArray<Told>): ReadonlyArray<string> => {
  const keyOf = keyring.keyOf as (identifier: { kind: string; value: string }) => string
  let persons: ReadonlyArray<{ keys: ReadonlyArray<string>; events: ReadonlyArray<Told> }> = []
  for (const { keys, parts } of seenIn(told, keyOf)) {
    if (keys.size === 0) continue
    const met = persons.filter((person) => person.keys.some((key) => keys.has(key)))
    const others = persons.filter((person) => !met.includes(person))
    const all = new Set([...keys, ...met.flatMap((person) => person.keys)])
    persons = [...others, { keys: [...all], events: [...parts, ...met.flatMap((person) => person.events)] }]
  }
  return persons
    .map(({ keys, events }) => {
      const said = events
        .filter(({ says }) => says.length > 0)
        .map((event) => ({ name: event.says[0] as string, at: event.at, key: `event-${told.indexOf(event)}` }))
        .sort((x, y) => y.at - x.at || (x.key < y.key ? 1 : -1))
      return `${keysIn(keys)}: ${said[0]?.name}`
    })
    .sort()
}

const keysIn = (keys: ReadonlyArray<string>): string => [...keys].sort().join(" ")
