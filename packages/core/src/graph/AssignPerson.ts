import { Effect } from "effect"
import { type Key, kindOf } from "../identifier/Identifier.ts"
import { type Assignment, isGiven } from "../identity/Assignment.ts"
import { blocksOf, type Signals } from "../identity/Blocking.ts"
import { candidatesAmong, type Encounter, encounters, type Met, termsOf } from "../identity/Carriers.ts"
import { type Features, featuresOf, identifierFeatures } from "../identity/Compare.ts"
import { mayBeHeldForOne } from "../identity/Given.ts"
import type { Newcomer } from "../identity/Newcomer.ts"
import type { Ban } from "../identity/Partition.ts"
import type { LinkingPolicy } from "../identity/Policy.ts"
import type { IdentifierRecord, Meeting, Sighting } from "../identity/Records.ts"
import { choose, type IsOne, type Scored, score, type Terms } from "../identity/Score.ts"
import type { Setting } from "../identity/Setting.ts"
import type { SightingView } from "../identity/Sightings.ts"
import type { Tier2Policy } from "../identity/Tier2Policy.ts"
import { type Read, readInto } from "./LoadEvidence.ts"
import { currentAmong, presentAmong, readPersons } from "./ReadHeld.ts"

/** What a sighting says beside linking identifiers; of several values of a kind the first. */
export const signalsOf = (
  view: Pick<SightingView, "signals" | "traits" | "identifiers">,
  records: ReadonlyMap<Key, IdentifierRecord>,
  { toldNumbers }: Tier2Policy,
): Signals => {
  const own = [...view.identifiers].filter(([key]) => records.get(key)?.state !== "shared")
  const identifiers = own.map(([key, { value }]) => ({ kind: kindOf(key), value }))
  const first = (kind: string) => view.signals.find((signal) => signal.kind === kind)?.value
  return {
    device: first("device"),
    ip: first("ip"),
    userAgent: first("userAgent"),
    features: { ...featuresOf(view.traits), ...identifierFeatures(identifiers, toldNumbers) },
    sharedIdentifiers: [...view.identifiers.keys()].filter((key) => records.get(key)?.state === "shared"),
  }
}

interface Weighed extends Scored {
  readonly meetings: ReadonlyArray<Meeting>
  /** What is known of the candidate, and its identifiers. */
  readonly features: Features
  readonly keys: ReadonlyArray<Key>
}

/**
 * Tier 2: whom a sighting that no identifier joins to anybody known most probably belongs to, among the persons that its
 * blocks bring up. Three round trips at most, none where nothing is brought up, and one more for each step that leads home
 * from a former id. Of one without identifiers what was decided before stands unless somebody else is more probable now; one
 * with its own is weighed again as a whole.
 */
export const assignPerson = Effect.fnUntraced(function* (
  newcomer: Newcomer,
  prior: Sighting | undefined,
  read: Read,
  records: ReadonlyMap<Key, IdentifierRecord>,
  setting: Setting,
) {
  const signals = signalsOf(newcomer.view, records, setting.policy.tier2)
  const held = newcomer.given.map(({ to }) => to)
  const met = yield* readMet(signals, newcomer, read, setting)
  const brought = candidatesAmong(met)
  yield* readPersons(read, [...brought, ...held])
  const terms = termsOf(met)
  const bans = bansIn(read, records)
  const now = (id: string) => presentAmong(read, id)?.customerId ?? id
  const weighed = encounters(met, [...new Set([...brought, ...held])], setting.now, now).flatMap((encounter) =>
    weigh(encounter, signals, terms, newcomer, bans, read, setting),
  )
  const { assigned, kept } = choose(
    onePerPerson(weighed),
    setting.policy.tier2,
    areOne(weighed, terms, bans, setting.policy),
  )
  const chosen = assigned ?? (newcomer.keys.length === 0 ? stillGiven(prior, read) : undefined)
  const meetings = weighed.find(({ customerId }) => customerId === chosen?.customerId)?.meetings
  const assignment: Assignment = { sightingId: newcomer.view.id, scored: chosen, meetings, kept }
  return isGiven(assignment) ? yield* grounded(assignment, newcomer, read) : assignment
})

/**
 * Who was seen with what the newcomer says, the newcomer's own persons left out; and, in the same round trip, whom these
 * were held for, and where those stood.
 */
const readMet = Effect.fnUntraced(function* (signals: Signals, { ids, given }: Newcomer, read: Read, setting: Setting) {
  const blocks = blocksOf(signals).map((block) => ({ block, id: setting.blockKey(block) }))
  yield* readInto(read, {
    signals: blocks.map(({ id }) => id),
    persons: given.map(({ to }) => to),
    components: given.flatMap(({ component }) => component ?? []),
  })
  return blocks.flatMap(({ block, id }): ReadonlyArray<Met> => {
    const record = read.signals.get(id)?.body
    if (record === undefined) return []
    return [
      { block, record: { ...record, carriers: record.carriers.filter(({ customerId }) => !ids.has(customerId)) } },
    ]
  })
})

/** Nothing where it cannot be that person, or is the newcomer itself. What the candidate was noted as says is compared. */
const weigh = (
  { customerId, meetings }: Encounter,
  { features }: Signals,
  terms: Terms,
  newcomer: Newcomer,
  bans: ReadonlyArray<Ban>,
  read: Read,
  { policy }: Setting,
): ReadonlyArray<Weighed> => {
  const person = presentAmong(read, customerId)
  if (person === undefined || person.sightingId === newcomer.view.id || newcomer.ids.has(person.customerId)) return []
  // Nobody gains by being held for somebody of whom less is known.
  if (newcomer.keys.length > 0 && person.component === undefined) return []
  const noted = currentAmong(read, customerId) ?? person
  const keys = [...noted.identifiers, ...person.identifiers].map(({ key }) => key)
  if (!mayBeHeldForOne([...new Set([...newcomer.keys, ...keys])], bans, policy)) return []
  const held = newcomer.given.filter(({ to }) => presentAmong(read, to)?.customerId === person.customerId)
  const before = held.flatMap((one) => one.meetings)
  const all = [...meetings, ...before.filter((one) => meetings.every(({ comparison: c }) => c !== one.comparison))]
  const known = { ...featuresOf(noted.traits), ...identifierFeatures(noted.identifiers, policy.tier2.toldNumbers) }
  const candidate = { customerId: person.customerId, features: known, meetings: all }
  return [{ ...score(features, candidate, terms, policy.tier2), meetings: all, features: known, keys }]
}

/** Two persons who were never seen with one identifier, and are as like each other as the newcomer is to one of them. */
const areOne =
  (weighed: ReadonlyArray<Weighed>, terms: Terms, bans: ReadonlyArray<Ban>, policy: LinkingPolicy): IsOne =>
  (x, y) => {
    const [one, other] = [x, y].map((id) => weighed.find(({ customerId }) => customerId === id))
    if (one === undefined || other === undefined) return false
    if (!mayBeHeldForOne([...new Set([...one.keys, ...other.keys])], bans, policy)) return false
    return score(one.features, { ...other, meetings: [] }, terms, policy.tier2).probability >= 0.5
  }

const bansIn = (read: Read, records: ReadonlyMap<Key, IdentifierRecord>): ReadonlyArray<Ban> => [
  ...[...read.components.values()].flatMap((component) => component?.body.bans ?? []),
  ...[...records].flatMap(([a, record]) => (record.state === "banned" ? record.from.map((b) => ({ a, b })) : [])),
]

/** Where the chosen person stands has to be read: it is told of the interaction in the same commit. */
const grounded = Effect.fnUntraced(function* (
  assignment: Assignment & { readonly scored: Scored },
  { given, ids }: Newcomer,
  read: Read,
) {
  const person = presentAmong(read, assignment.scored.customerId)
  const interactionId = person?.sightingId?.split("#")[0]
  const held = given.flatMap(({ to }) => presentAmong(read, to)?.component ?? [])
  if (person?.component !== undefined) {
    yield* readInto(read, { components: [person.component, ...held] })
    const stands = read.components
      .get(person.component)
      ?.body.persons.some((one) => one.id === person.customerId && !ids.has(one.given?.to ?? ""))
    return stands === true ? { ...assignment, ground: { component: person.component } } : nobody(assignment)
  }
  return interactionId === undefined ? nobody(assignment) : { ...assignment, ground: { interactionId } }
})

/** The read model was behind: next time. */
const nobody = ({ sightingId, kept }: Assignment): Assignment => ({ sightingId, kept })

const stillGiven = (prior: Sighting | undefined, read: Read): Scored | undefined => {
  if (prior?.assignedTo === undefined) return undefined
  const person = presentAmong(read, prior.assignedTo)
  if (person === undefined) return undefined
  const { confidence, because } = prior.outcome
  return { customerId: person.customerId, probability: confidence, because }
}

const onePerPerson = (weighed: ReadonlyArray<Weighed>): ReadonlyArray<Weighed> => {
  const best = new Map<string, Weighed>()
  for (const one of weighed) {
    const known = best.get(one.customerId)
    if (known === undefined || known.probability < one.probability) best.set(one.customerId, one)
  }
  return [...best.values()]
}
