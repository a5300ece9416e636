import type { Key } from "../identifier/Identifier.ts"
import { unionOfSignals } from "../identifier/Signal.ts"
import { priorOf } from "./Attach.ts"
import type { Evidence } from "./Graph.ts"
import { mergeTraits } from "./Profile.ts"
import type { ComponentRecord, Given, Traits } from "./Records.ts"
import type { Seen, SightingView } from "./Sightings.ts"

/** A sighting with those that come in with it and have an identifier in common, and the persons that these stand for. */
export interface Newcomer {
  /** Tier 1 finds somebody whom others were seen as, too: tier 2 is not asked. */
  readonly isKnown: boolean
  /** Others were given to one of its persons: whoever is told that id must not be led further and further. */
  readonly isGround: boolean
  /** All that they say together. */
  readonly view: SightingView
  /** Their unshared identifiers, those of their persons included: whoever it is must be able to have them all. */
  readonly keys: ReadonlyArray<Key>
  /** Ids of their persons, present and former. */
  readonly ids: ReadonlySet<string>
  /** Whom tier 2 held these for so far. */
  readonly given: ReadonlyArray<Given>
}

export const newcomerOf = (
  view: SightingView,
  seen: ReadonlyArray<Seen>,
  { components, identifiers }: Evidence,
): Newcomer => {
  const isOwn = (key: Key) => identifiers.get(key)?.state !== "shared"
  const together = connected(view, seen, isOwn)
  const said = new Set(together.flatMap(({ view }) => [...view.identifiers.keys()].filter(isOwn)))
  const persons = components.flatMap((component) =>
    component.persons.filter(({ members }) => members.some((key) => said.has(key))).map((one) => ({ component, one })),
  )
  const sightings = new Set(together.map(({ view }) => view.id))
  const priors = together.flatMap(({ prior }) => prior ?? [])
  const traits = [
    ...persons.flatMap(({ component, one }) => one.members.map((key) => component.identifiers[key]?.traits ?? {})),
    ...together.map(({ view }) => view.traits),
  ]
  return {
    isKnown: persons.some(({ component, one }) => isKnown(one, component, sightings)),
    isGround: persons.some(({ component, one }) => isGround(one, component)) || isLoneGround(sightings, seen),
    view: {
      ...view,
      traits: traits.reduce<Traits>(mergeTraits, {}),
      signals: unionOfSignals(
        together.flatMap(({ view }) => view.signals),
        "sighting",
      ),
    },
    keys: [...new Set([...said, ...persons.flatMap(({ one }) => one.members)])],
    ids: new Set([
      ...persons.flatMap(({ one: { id, former } }) => [id, ...former.map((one) => one.id)]),
      ...priors.flatMap(({ alone }) => alone ?? []),
    ]),
    given: [
      ...persons.flatMap(({ one }) => one.given ?? []),
      ...priors.flatMap(({ assignedTo, outcome }) =>
        assignedTo === undefined ? [] : [{ to: assignedTo, probability: outcome.confidence, meetings: [] }],
      ),
    ],
  }
}

/** Known by itself: somebody else's sightings tell of it too, and tier 2 does not hold it for another. */
const isKnown = (
  { given, members }: ComponentRecord["persons"][number],
  { identifiers }: ComponentRecord,
  sightings: ReadonlySet<string>,
): boolean => given === undefined && !members.every((key) => sightings.has(identifiers[key]?.only ?? ""))

const isGround = ({ id, former }: ComponentRecord["persons"][number], { open }: ComponentRecord): boolean =>
  open.some(({ assignedTo }) => assignedTo === id || former.some((one) => one.id === assignedTo))

/** A person without identifiers, or one that has its first now. */
const isLoneGround = (together: ReadonlySet<string>, seen: ReadonlyArray<Seen>): boolean =>
  seen.some(
    ({ interaction: { assigned, sightings }, views }) =>
      assigned !== undefined &&
      sightings.some(({ id, assignedTo }) => together.has(id) && assignedTo === undefined) &&
      (assigned.length > 0 || views.every(({ identifiers }) => identifiers.size === 0)),
  )

/** A parent that is named for the first time asserts itself together with its child. */
const connected = (view: SightingView, seen: ReadonlyArray<Seen>, isOwn: (key: Key) => boolean) => {
  const all = seen.flatMap(({ interaction, views }) =>
    views.map((one) => ({ view: one, prior: priorOf(interaction, one) })),
  )
  const found = all.filter((one) => one.view.id === view.id)
  for (const { view: reached } of found)
    for (const other of all) {
      if (found.includes(other)) continue
      if ([...other.view.identifiers.keys()].some((key) => isOwn(key) && reached.identifiers.has(key)))
        found.push(other)
    }
  return found
}
