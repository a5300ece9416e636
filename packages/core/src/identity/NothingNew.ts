import type { Key } from "../identifier/Identifier.ts"
import { priorOf } from "./Attach.ts"
import type { Evidence, Graph } from "./Graph.ts"
import { type Merge, mergesIn } from "./Merges.ts"
import type { LinkingPolicy } from "./Policy.ts"
import type { ComponentRecord } from "./Records.ts"
import { type Before, openByPerson, present, recordOfMember, recordOfOpen, type Settled } from "./Settle.ts"
import type { Seen, SightingView } from "./Sightings.ts"

/**
 * Most events say what is known: an agent joins, an attribute changes, a regular calls again. Where every identifier and
 * every pair of them stands already, no later than now asserted, the evidence is the same set as before, and so are the
 * persons: no edge has to be looked at to tell what changes.
 */

/** The component that holds all of it; none where anything is new or shared, or decided under another policy. */
export const standingIn = (
  seen: ReadonlyArray<Seen>,
  components: Evidence["components"],
  policy: LinkingPolicy,
): ComponentRecord | undefined => {
  const [component] = components
  if (component === undefined || components.length > 1 || component.policyVersion !== policy.version) return undefined
  const place = new Map(Object.keys(component.identifiers).map((key, i) => [key, i]))
  for (const { interaction, views } of seen)
    for (const view of views)
      if (priorOf(interaction, view)?.alone !== undefined || !stands(view, component, place)) return undefined
  // Whom tier 2 holds for somebody else is weighed again, and so is who was.
  return component.persons.some(({ given }) => given !== undefined) ? undefined : component
}

const stands = (
  { id, identifiers, first }: SightingView,
  component: ComponentRecord,
  place: ReadonlyMap<string, number>,
) => {
  const asserted = new Set<number>()
  for (const key of identifiers.keys()) {
    const known = component.identifiers[key]
    if (known === undefined || known.first > first || (known.only ?? id) !== id) return false
    asserted.add(place.get(key) as number)
  }
  let missing = (asserted.size * (asserted.size - 1)) / 2
  const { edges } = component
  for (let i = 0; i < edges.length && missing > 0; i += 3)
    if (asserted.has(edges[i] as number) && asserted.has(edges[i + 1] as number)) {
      if ((edges[i + 2] as number) > first) return false
      missing -= 1
    }
  return asserted.size > 0 && missing === 0 && mergesIn(identifiers).every((merge) => isTold(merge, component))
}

const isTold = ({ from, into }: Merge, { merges = [] }: ComponentRecord): boolean =>
  merges.some((known) => known.from === from && known.into === into)

/** What `settle` would say of such a component: traits, last and open interactions change, and who is told of them. */
export const settleStanding = (
  graph: Graph,
  component: ComponentRecord,
  was: Before["profiles"],
  touched: Iterable<Key>,
  policy: LinkingPolicy,
): Settled => {
  const open = openByPerson(graph, component.persons, policy)
  const presented = component.persons.map((person) => present(graph, person, component.id, open, was, policy))
  const identifiers = { ...component.identifiers }
  for (const key of touched) identifiers[key] = recordOfMember(graph, key)
  return {
    components: [
      {
        ...component,
        identifiers,
        open: component.persons.flatMap(({ id }) => (open.get(id) ?? []).map(recordOfOpen)),
        persons: component.persons.map((person, i) => ({
          ...person,
          version: presented[i]?.profile.version as number,
        })),
      },
    ],
    gone: [],
    moved: new Map(),
    vanished: [],
    profiles: presented.map(({ profile }) => profile),
    changed: presented.flatMap(({ profile, isNew }) => (isNew ? [profile] : [])),
    aliases: [],
    orphaned: [],
  }
}
