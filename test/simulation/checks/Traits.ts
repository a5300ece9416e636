import type { Key } from "@kith/core/identifier/Identifier"
import { strongestIn } from "@kith/core/identity/Profile"
import type { Traits } from "@kith/core/identity/Records"
import type { Centre } from "../Centre.ts"
import { eventsOf } from "./Events.ts"
import { erasuresIn, interactionsIn, personsIn, policyOf } from "./Stored.ts"

interface Word {
  readonly value: string
  readonly at: number
  readonly eventKey: string
}

/** Of everything that was said of somebody the latest word stands, whichever came last. */
export const latestWord = (centre: Centre): ReadonlyArray<string> => {
  if (erasuresIn(centre.store).length > 0) return []
  const said = new Map<string, Map<string, Word>>()
  for (const { said: event, ended } of eventsOf(centre)) {
    if (ended !== "applied") continue
    const words = said.get(event.interactionId) ?? new Map<string, Word>()
    said.set(event.interactionId, words)
    for (const { name, value } of event.traits) {
      const word = { value, at: event.at, eventKey: event.eventKey }
      words.set(name, later(words.get(name), word))
    }
  }
  return [...ofInteractions(said, centre), ...ofPersons(said, centre)]
}

const later = (x: Word | undefined, y: Word): Word =>
  x !== undefined && (x.at > y.at || (x.at === y.at && x.eventKey >= y.eventKey)) ? x : y

const differences = (who: string, words: Iterable<readonly [string, Word]>, traits: Traits): ReadonlyArray<string> =>
  [...words].flatMap(([name, { value }]) =>
    traits[name]?.value === value ? [] : [`${who} has ${traits[name]?.value} for ${name}, and ${value} was said last`],
  )

const ofInteractions = (said: ReadonlyMap<string, ReadonlyMap<string, Word>>, { store }: Centre) =>
  interactionsIn(store).flatMap(([, body]) => {
    const words = body.state === "known" ? said.get(body.interactionId) : undefined
    if (body.state !== "known" || words === undefined) return []
    const [only, ...more] = Object.values(body.participants)
    return only === undefined || more.length > 0 ? [] : differences(body.interactionId, words, only.traits)
  })

/** A sighting's words are whoever's its strongest identifier is. */
const ofPersons = (said: ReadonlyMap<string, ReadonlyMap<string, Word>>, centre: Centre) => {
  const { store } = centre
  const persons = personsIn(store).filter(({ identifiers }) => identifiers.length > 0)
  const owners = new Map(persons.flatMap((one) => one.identifiers.map(({ key }) => [key, one.customerId] as const)))
  /**
   * What was said beside an identifier that has come to be nobody's or somebody else's, by whom: the word that lay there is not
   * theirs, and the one that it had replaced is gone, until that conversation says something again (docs/identity.md).
   */
  const moved = new Map(persons.map(({ customerId }) => [customerId, new Set<string>()]))
  const words = new Map(persons.map(({ customerId }) => [customerId, new Map<string, Word>()]))
  for (const [, body] of interactionsIn(store)) {
    const [sighting, ...more] = body.state === "known" ? body.sightings : []
    if (body.state !== "known" || sighting === undefined || more.length > 0) continue
    const theirs = new Set(sighting.keys.map((key) => owners.get(key)))
    const home = strongestIn(sighting.keys, (key) => owners.has(key), policyOf(centre))
    const own = words.get(owners.get(home as Key) ?? "")
    for (const [name, word] of said.get(body.interactionId) ?? []) {
      own?.set(name, later(own.get(name), word))
      if (theirs.size > 1) for (const owner of theirs) moved.get(owner ?? "")?.add(name)
    }
  }
  return persons.flatMap(({ customerId, traits }) => {
    const left = [...(words.get(customerId) ?? [])].filter(([name]) => moved.get(customerId)?.has(name) !== true)
    return differences(customerId, left, traits)
  })
}
