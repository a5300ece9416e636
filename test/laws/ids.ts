import type { PersonRecord } from "@kith/core/identity/Records"
import { knownIn, type Picture, pairsIn } from "./picture.ts"

/** What the ids of persons promise to whoever has been told one. */

/** An id leads to whoever has it now in one step; one that tier 2 gave to somebody in at most two, see decision 0027. */
const mostSteps = 2

interface Lead {
  readonly steps: number
  readonly person: Exclude<PersonRecord, { state: "alias" }> | undefined
}

export const leadOf = ({ persons }: Picture, id: string): Lead => {
  let person = persons.get(id)
  for (let steps = 0; ; steps++) {
    if (person?.state !== "alias") return { steps, person }
    if (steps > mostSteps) return { steps, person: undefined }
    person = persons.get(person.of)
  }
}

export interface Remembered {
  /** Everything that identified the person of each id when it last was somebody's. */
  readonly members: Map<string, ReadonlyArray<string>>
  /** Ids that were forgotten. */
  readonly erased: ReadonlySet<string>
  /** Ids that tier 2 ever gave to somebody else: of sightings that stood for a person of their own before. */
  readonly given: Set<string>
}

/** Whose each id is now. Also while the graph has yet to follow an erasure: what is said then moves ids as ever. */
export const remember = (picture: Picture, { members }: Remembered): void => {
  const standing = standingIn(picture)
  for (const id of picture.persons.keys()) {
    const { person } = leadOf(picture, id)
    if (person?.state === "current")
      members.set(
        id,
        person.identifiers.map(({ key }) => key),
      )
    // What nothing asserts any more is somebody new when it comes again.
    if (person?.state === "ambiguous")
      members.set(
        id,
        (members.get(id) ?? []).filter((key) => standing.has(key)),
      )
  }
}

const standingIn = ({ components }: Picture): ReadonlySet<string> =>
  new Set([...components.values()].flatMap(({ identifiers }) => Object.keys(identifiers)))

/** Ids that do not answer, or not with what they should. */
export const lostIds = (picture: Picture, { members, erased, given }: Remembered): ReadonlyArray<string> => {
  for (const { alone, assignedTo } of knownIn(picture).flatMap(({ sightings }) => sightings))
    if (alone !== undefined && assignedTo !== undefined) given.add(alone)
  const standing = standingIn(picture)
  return [...new Set([...members.keys(), ...picture.persons.keys()])].flatMap((id): ReadonlyArray<string> => {
    const { steps, person } = leadOf(picture, id)
    if (person === undefined) return [`${id} leads nowhere`]
    if (steps > (given.has(id) ? mostSteps : 1)) return [`${id} leads home in ${steps} steps`]
    if (person.state === "erased") return erased.has(id) ? [] : [`${id} answers as erased, and nobody asked for that`]
    if (person.state === "ambiguous") {
      const left = (members.get(id) ?? []).filter((key) => standing.has(key))
      // What comes again later is somebody new.
      members.set(id, [])
      return left.length === 0 ? [] : [`${id} is nobody's, and ${left.join(" ")} somebody's`]
    }
    return []
  })
}

/** Ids that came to be nobody's just now, and do not name those who may be meant. */
export const misled = (before: Picture, after: Picture): ReadonlyArray<string> =>
  [...after.persons].flatMap(([id, person]) => {
    const was = before.persons.get(id)
    if (person.state !== "ambiguous" || was?.state !== "current") return []
    const shared = was.identifiers.filter(({ key }) => after.identifiers.get(key)?.state === "shared")
    const meant = [
      ...shared.flatMap(({ key }) => personsBeside(after, key)),
      ...(was.sightingId === undefined ? [] : customersIn(after, was.sightingId)),
    ]
    const [named, wanted] = [[...person.heirs].sort().join(" "), [...new Set(meant)].sort().join(" ")]
    return named === wanted ? [] : [`${id} is nobody's, and names ${named} instead of ${wanted}`]
  })

/** Whose identifiers were ever seen together with this one. */
const personsBeside = ({ components }: Picture, shared: string): ReadonlyArray<string> =>
  [...components.values()].flatMap((component) => {
    const pairs = pairsIn(component).map((pair) => pair.split(" "))
    const beside = pairs.flatMap(([a = "", b = ""]) => (a === shared ? [b] : b === shared ? [a] : []))
    return component.persons.filter(({ members }) => members.some((key) => beside.includes(key))).map(({ id }) => id)
  })

/** Whose the parts of an interaction are that was one sighting, and is several. */
const customersIn = (picture: Picture, sightingId: string): ReadonlyArray<string> => {
  const interaction = knownIn(picture).find((one) => one.interactionId === sightingId.split("#")[0])
  const sightings = interaction?.sightings ?? []
  return sightings.some(({ id }) => id === sightingId) ? [] : sightings.map(({ outcome }) => outcome.customerId)
}

/** Changes of persons that nobody was told. */
export const untold = ({ persons }: Picture, told: ReadonlyMap<string, number>): ReadonlyArray<string> =>
  [...persons.values()].flatMap((person) =>
    person.state === "current" && told.get(person.customerId) !== person.version
      ? [`${person.customerId} is at version ${person.version} and was told of at ${told.get(person.customerId)}`]
      : [],
  )
