import { Effect } from "effect"
import { Components, Identifiers, Interactions } from "../documents/Collections.ts"
import { type Collection, Documents, type Snapshot } from "../documents/Documents.ts"
import { type Key, kindOf } from "../identifier/Identifier.ts"
import { type LinkingPolicy, ruleOf } from "../identity/Policy.ts"
import type { IdentifierRecord } from "../identity/Records.ts"
import type { Observation } from "../identity/Replay.ts"
import { sightingsOf } from "../identity/Sightings.ts"
import { signalsOf } from "./AssignPerson.ts"

/** Every unshared identifier's person, by key. Reads all of the graph: for offline work. */
export const personsByKey = Effect.gen(function* () {
  const persons = new Map<Key, string>()
  yield* forAll(Components, ({ body }) => {
    for (const { id, members } of body.persons) for (const key of members) persons.set(key, id)
  })
  return persons as ReadonlyMap<Key, string>
})

/** The person that the strongest of these identifiers belongs to; `undefined` where none is anybody's own. */
export const ownerOf = (
  keys: Iterable<Key>,
  persons: ReadonlyMap<Key, string>,
  policy: LinkingPolicy,
): string | undefined => {
  const rank = (key: Key) => ruleOf(policy, kindOf(key)).rank
  const [strongest] = [...keys].filter((key) => persons.has(key)).sort((x, y) => rank(y) - rank(x) || (x < y ? -1 : 1))
  return strongest === undefined ? undefined : persons.get(strongest)
}

/**
 * Everything in the store that tier 2 can learn from: what each sighting said beside its identifiers, and who it is.
 * Only two persons with an exclusive identifier each, such as a record of the CRM, are known to be two people; others may
 * be one who was never seen with both: they get no label. A sighting that is known by a mere browser's cookie gets none
 * either: it has the device in common with its person by its nature, and would teach that people never change devices.
 */
export const loadObservations = Effect.fn("LoadObservations.loadObservations")(function* (policy: LinkingPolicy) {
  const persons = yield* personsByKey
  const exclusive = new Set(
    [...persons].flatMap(([key, person]) => (ruleOf(policy, kindOf(key)).exclusive ? [person] : [])),
  )
  const records = new Map<Key, IdentifierRecord>()
  yield* forAll(Identifiers, ({ id, body }) => {
    if (body.state === "shared") records.set(id as Key, body)
  })
  const observations: Array<Observation> = []
  yield* forAll(Interactions, ({ body }) => {
    if (body.state !== "known") return
    // Links lead to persons by other keys as well; here their own suffice.
    for (const view of sightingsOf(body, (id) => `interaction:${id}` as Key)) {
      const keys = [...view.identifiers.keys()]
      const person = ownerOf(keys, persons, policy)
      const isKnown = person !== undefined && exclusive.has(person) && keys.some((key) => isOwn(key, persons))
      const signals = signalsOf(view, records, policy.tier2)
      const label = isKnown ? person : undefined
      observations.push({ id: view.id, at: view.first, signals, person: person ?? view.id, label, decides: isKnown })
    }
  })
  return observations as ReadonlyArray<Observation>
})

const isOwn = (key: Key, persons: ReadonlyMap<Key, string>) => persons.has(key) && kindOf(key) !== "visitor"

const pageSize = 500

const forAll = <A>(collection: Collection<A>, visit: (snapshot: Snapshot<A>) => void) =>
  Effect.gen(function* () {
    const documents = yield* Documents
    let after: string | undefined
    do {
      const page: ReadonlyArray<Snapshot<A>> = yield* documents.list(collection, {
        limit: pageSize,
        ...(after !== undefined && { after }),
      })
      for (const snapshot of page) visit(snapshot)
      after = page.length === pageSize ? page.at(-1)?.id : undefined
    } while (after !== undefined)
  })
