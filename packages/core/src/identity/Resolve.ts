import type { Key } from "../identifier/Identifier.ts"
import { attach } from "./Attach.ts"
import { addAssertion, type Graph, graphOf, type Shared } from "./Graph.ts"
import { outcomeAt, standAlone } from "./Outcome.ts"
import { homeOf } from "./Profile.ts"
import type { ComponentRecord, CurrentPerson, IdentifierRecord, KnownInteraction, Sighting } from "./Records.ts"
import type { Setting } from "./Setting.ts"
import { type Before, before, type Settled, settle } from "./Settle.ts"
import { type SightingView, sightingsOf } from "./Sightings.ts"

export interface Evidence {
  readonly components: ReadonlyArray<ComponentRecord>
  readonly identifiers: ReadonlyMap<Key, IdentifierRecord>
}

/** What the graph becomes. */
export interface Resolved extends Settled {
  readonly interactions: ReadonlyArray<KnownInteraction>
  /** Shared identifiers that have to be written. */
  readonly shared: ReadonlyMap<Key, Shared>
  /** Persons without identifiers. */
  readonly lone: ReadonlyArray<CurrentPerson>
}

/** An interaction that never ends stops being told of changes after a day. */
const openForMillis = 24 * 3600 * 1000
const openKept = 50

/** Takes interactions into the components they touch: what these assert stays, new evidence comes in. */
export const resolve = (
  interactions: ReadonlyArray<KnownInteraction>,
  evidence: Evidence,
  setting: Setting,
): Resolved => {
  const graph = graphOf(evidence.components, evidence.identifiers)
  return take(graph, before(graph, evidence.components, setting.policy), interactions, setting)
}

/** Takes interactions into a graph and draws the consequences against what its components said before. */
export const take = (
  graph: Graph,
  was: Before,
  interactions: ReadonlyArray<KnownInteraction>,
  setting: Setting,
): Resolved => {
  const seen = interactions.map((interaction) => ({
    interaction,
    views: sightingsOf(interaction, setting.interactionKey),
  }))
  for (const { interaction, views } of seen)
    for (const view of views) {
      addAssertion(graph, view, setting.policy)
      attach(graph, interaction, view, setting.policy)
    }
  forgetOldOpen(graph, setting.now)
  const settled = settle(graph, was, setting.policy, {
    person: (founder) => setting.newId("person", founder, setting.cause),
    component: (least) => setting.newId("component", least, setting.cause),
  })
  const lone: Array<CurrentPerson> = []
  const resolved = seen.map(({ interaction, views }) => ({
    ...interaction,
    sightings: views.map((view): Sighting => {
      const home = homeOf(graph, view.identifiers.keys(), setting.policy)
      if (home !== undefined) return sightingOf(view, outcomeAt(home, graph, settled, view, setting))
      const alone = standAlone(graph, interaction, view, setting)
      lone.push(alone.person)
      return sightingOf(view, alone)
    }),
  }))
  const standing = new Set(lone.map((person) => person.customerId))
  return {
    ...settled,
    orphaned: settled.orphaned.filter((id) => !standing.has(id)),
    changed: [...settled.changed, ...lone],
    interactions: resolved,
    shared: new Map([...graph.shared].filter(([, state]) => state.changed)),
    lone,
  }
}

const forgetOldOpen = (graph: Graph, now: number): void => {
  graph.open = graph.open
    .filter(({ since }) => since > now - openForMillis)
    .sort((x, y) => y.since - x.since || (x.sightingId < y.sightingId ? -1 : 1))
    .slice(0, openKept)
}

const sightingOf = (
  view: SightingView,
  { component, outcome }: { readonly component?: string; readonly outcome: Sighting["outcome"] },
): Sighting => ({
  id: view.id,
  ...(view.participantId !== undefined && { participantId: view.participantId }),
  ...(component !== undefined && { component }),
  keys: [...view.identifiers.keys()],
  first: view.first,
  outcome,
})
