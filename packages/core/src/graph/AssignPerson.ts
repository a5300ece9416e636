import { Effect } from "effect"
import type { Key } from "../identifier/Identifier.ts"
import { type Assignment, isGiven } from "../identity/Assignment.ts"
import { type Block, blocksOf, bringsUpCandidates, type Signals } from "../identity/Blocking.ts"
import { featuresOf } from "../identity/Compare.ts"
import type { CurrentPerson, IdentifierRecord, Sighting, SignalRecord } from "../identity/Records.ts"
import { type Candidate, choose, type Meeting, type Scored, score, type Terms } from "../identity/Score.ts"
import type { Setting } from "../identity/Setting.ts"
import type { SightingView } from "../identity/Sightings.ts"
import { type Read, readInto } from "./LoadEvidence.ts"

/** Persons that are compared for one sighting, those most recently met first. */
const mostCandidates = 10
const dayMillis = 24 * 3600 * 1000

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
 * bring up. Two round trips, none where nothing is brought up. What was decided before stands unless somebody else is
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
  const meetings = meetingsOf(met, setting.now)
  const candidates = [...meetings].sort((x, y) => youngest(x[1]) - youngest(y[1])).slice(0, mostCandidates)
  const before = prior?.assignedTo
  yield* readInto(read, { persons: [...candidates.map(([id]) => id), ...(before === undefined ? [] : [before])] })
  const terms = termsOf(met)
  const scored = candidates.flatMap(([id, meetings]) => {
    const person = currentPerson(read, id)
    if (person === undefined || person.sightingId === view.id) return []
    const candidate: Candidate = { customerId: person.customerId, features: featuresOf(person.traits), meetings }
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

/** A former id that has not been read past its alias is left for the next time it is seen. */
const currentPerson = (read: Read, id: string): CurrentPerson | undefined => {
  const person = read.persons.get(id)?.body
  const survivor = person?.state === "alias" ? read.persons.get(person.of)?.body : person
  return survivor?.state === "current" ? survivor : undefined
}

interface Met {
  readonly block: Block
  readonly record: SignalRecord
}

const comparisonOf: Partial<Record<Block["kind"], Pick<Meeting, "comparison" | "outcome">>> = {
  device: { comparison: "device", outcome: "same" },
  addressAndBrowser: { comparison: "network", outcome: "sameAddressAndBrowser" },
  address: { comparison: "network", outcome: "sameAddress" },
  sharedIdentifier: { comparison: "sharedIdentifier", outcome: "same" },
}

/** By person: everything the sighting and the person were both seen with. Of one network only the better. */
const meetingsOf = (met: ReadonlyArray<Met>, now: number): ReadonlyMap<string, ReadonlyArray<Meeting>> => {
  const byPerson = new Map<string, Array<Meeting>>()
  for (const { block, record } of met) {
    if (!bringsUpCandidates(block) || record.saturated) continue
    for (const { customerId, at } of record.carriers) {
      const meetings = byPerson.get(customerId) ?? []
      byPerson.set(customerId, meetings)
      const kind = comparisonOf[block.kind]
      if (kind === undefined || meetings.some(({ comparison }) => comparison === kind.comparison)) continue
      meetings.push({ ...kind, carriers: record.carriers.length, ageDays: (now - at) / dayMillis })
    }
  }
  return byPerson
}

const youngest = (meetings: ReadonlyArray<Meeting>): number => Math.min(...meetings.map(({ ageDays }) => ageDays))

const termsOf = (met: ReadonlyArray<Met>): Terms =>
  Object.fromEntries(
    met.flatMap(({ block, record }) => {
      const feature =
        block.kind === "termFirstName" ? "firstName" : block.kind === "termLastName" ? "lastName" : undefined
      return feature === undefined
        ? []
        : [[feature, record.saturated ? 2 * record.carriers.length : record.carriers.length]]
    }),
  )

const onePerPerson = (scored: ReadonlyArray<Scored>): ReadonlyArray<Scored> => {
  const best = new Map<string, Scored>()
  for (const one of scored) {
    const known = best.get(one.customerId)
    if (known === undefined || known.probability < one.probability) best.set(one.customerId, one)
  }
  return [...best.values()]
}
