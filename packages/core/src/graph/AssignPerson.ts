import { Effect } from "effect"
import { mostSteps } from "../documents/PresentPerson.ts"
import type { Key } from "../identifier/Identifier.ts"
import { type Assignment, isGiven } from "../identity/Assignment.ts"
import { blocksOf, type Signals } from "../identity/Blocking.ts"
import { encounters, termsOf } from "../identity/Carriers.ts"
import { featuresOf } from "../identity/Compare.ts"
import type { CurrentPerson, IdentifierRecord, Sighting } from "../identity/Records.ts"
import { type Candidate, choose, type Scored, score } from "../identity/Score.ts"
import type { Setting } from "../identity/Setting.ts"
import type { SightingView } from "../identity/Sightings.ts"
import { type Read, readInto } from "./LoadEvidence.ts"

/** What a sighting says beside linking identifiers; of several values of a kind the first. */
export const signalsOf = (view: SightingView, records: ReadonlyMap<Key, IdentifierRecord>): Signals => {
  const first = (kind: string) => view.signals.find((signal) => signal.kind === kind)?.value
  return {
    device: first("device"),
    ip: first("ip"),
    userAgent: first("userAgent"),
    features: featuresOf(view.traits),
    sharedIdentifiers: [...view.identifiers.keys()].filter((key) => records.get(key)?.state === "shared"),
  }
}

/**
 * Tier 2: whom a sighting without identifiers of its own most probably belongs to, among the persons that its blocks
 * bring up. Two round trips, none where nothing is brought up, and one more for each step that leads home from a former id. What was decided before stands unless somebody else is
 * more probable now.
 */
export const assignPerson = Effect.fn("AssignPerson.assignPerson")(function* (
  view: SightingView,
  prior: Sighting | undefined,
  read: Read,
  records: ReadonlyMap<Key, IdentifierRecord>,
  setting: Setting,
) {
  const signals = signalsOf(view, records)
  const met = blocksOf(signals).flatMap((block) => {
    const record = read.signals.get(setting.blockKey(block))?.body
    return record === undefined ? [] : [{ block, record }]
  })
  const candidates = encounters(met, setting.now)
  const before = prior?.assignedTo
  yield* readInto(read, {
    persons: [...candidates.map(({ customerId }) => customerId), ...(before === undefined ? [] : [before])],
  })
  // Whoever was merged since, which few were: one round trip more for each step that leads home.
  for (let step = 0; step < mostSteps; step++) yield* readInto(read, { persons: survivorsIn(read) })
  const terms = termsOf(met)
  const scored = candidates.flatMap((met) => {
    const person = currentPerson(read, met.customerId)
    if (person === undefined || person.sightingId === view.id) return []
    const candidate: Candidate = {
      customerId: person.customerId,
      features: featuresOf(person.traits),
      meetings: met.meetings,
    }
    return [score(signals.features, candidate, terms, setting.policy.tier2)]
  })
  const { assigned, kept } = choose(onePerPerson(scored), setting.policy.tier2)
  const chosen = assigned ?? stillGiven(prior, read)
  const assignment: Assignment = { sightingId: view.id, scored: chosen, kept }
  return isGiven(assignment) ? yield* grounded(assignment, read) : assignment
})

/** Where the chosen person stands has to be read: it is told of the interaction in the same commit. */
const grounded = Effect.fnUntraced(function* (assignment: Assignment & { readonly scored: Scored }, read: Read) {
  const person = currentPerson(read, assignment.scored.customerId)
  const interactionId = person?.sightingId?.split("#")[0]
  if (person?.component !== undefined) {
    yield* readInto(read, { components: [person.component] })
    const stands = read.components.get(person.component)?.body.persons.some(({ id }) => id === person.customerId)
    return stands === true ? { ...assignment, ground: { component: person.component } } : nobody(assignment)
  }
  return interactionId === undefined ? nobody(assignment) : { ...assignment, ground: { interactionId } }
})

/** The read model was behind: next time. */
const nobody = ({ sightingId, kept }: Assignment): Assignment => ({ sightingId, kept })

const stillGiven = (prior: Sighting | undefined, read: Read): Scored | undefined => {
  if (prior?.assignedTo === undefined) return undefined
  const person = currentPerson(read, prior.assignedTo)
  if (person === undefined) return undefined
  const { confidence, because } = prior.outcome
  return { customerId: person.customerId, probability: confidence, because }
}

const survivorsIn = ({ persons }: Read): ReadonlyArray<string> =>
  [...persons.values()].flatMap((snapshot) => (snapshot?.body.state === "alias" ? [snapshot.body.of] : []))

const currentPerson = (read: Read, id: string): CurrentPerson | undefined => {
  let person = read.persons.get(id)?.body
  for (let step = 0; step < mostSteps && person?.state === "alias"; step++) person = read.persons.get(person.of)?.body
  return person?.state === "current" ? person : undefined
}

const onePerPerson = (scored: ReadonlyArray<Scored>): ReadonlyArray<Scored> => {
  const best = new Map<string, Scored>()
  for (const one of scored) {
    const known = best.get(one.customerId)
    if (known === undefined || known.probability < one.probability) best.set(one.customerId, one)
  }
  return [...best.values()]
}
