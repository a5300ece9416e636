import type { Key } from "../identifier/Identifier.ts"
import { type Assignment, givenBy, isGiven, memoryOf, openAssigned } from "./Assignment.ts"
import { attach, priorOf } from "./Attach.ts"
import { fitted, forgetOldTraits } from "./Bounds.ts"
import { addAssertion, addMerges, type Evidence, type Graph, graphOf, type Shared } from "./Graph.ts"
import { settleStanding, standingIn } from "./NothingNew.ts"
import { outcomeAt, outcomeOfAssignment, outcomeOfGiven, standAlone, standingAt } from "./Outcome.ts"
import type { LinkingPolicy } from "./Policy.ts"
import { homeOf } from "./Profile.ts"
import type { ComponentRecord, CurrentPerson, KnownInteraction, OpenInteraction, Sighting } from "./Records.ts"
import type { Setting } from "./Setting.ts"
import { type Before, before, profilesOf, type Settled, settle } from "./Settle.ts"
import { type Seen, type SightingView, seenIn } from "./Sightings.ts"

/** What the graph becomes. */
export interface Resolved extends Settled {
  readonly interactions: ReadonlyArray<KnownInteraction>
  /** Shared identifiers that have to be written. */
  readonly shared: ReadonlyMap<Key, Shared>
  /** Identifiers that nobody was seen with, and those that each must never join. */
  readonly waiting?: ReadonlyMap<Key, ReadonlyArray<Key>>
  /** Persons without identifiers. */
  readonly lone: ReadonlyArray<CurrentPerson>
  /** Identifiers that sightings assert and for which there was no room. */
  readonly overflow: number
}

/** An interaction that never ends stops being told of changes after a day. */
const openForMillis = 24 * 3600 * 1000
const openKept = 50

/** Takes interactions into the components they touch: what these assert stays, new evidence comes in. */
export const resolve = (
  interactions: ReadonlyArray<KnownInteraction>,
  evidence: Evidence,
  setting: Setting,
  assignment?: Assignment,
): Resolved => {
  const seen = seenIn(interactions, setting.interactionKey)
  const standing = standingIn(seen, evidence.components, setting.policy)
  if (standing !== undefined) return repeat(standing, seen, setting)
  const graph = graphOf(evidence.components, evidence.identifiers)
  return takeSeen(graph, before(graph, evidence.components, setting.policy), seen, setting, assignment)
}

/** Nothing that they assert is new: the persons stay who they are. */
const repeat = (component: ComponentRecord, seen: ReadonlyArray<Seen>, setting: Setting): Resolved => {
  const graph = graphOf([{ ...component, edges: [] }], new Map())
  const was = profilesOf(graph, setting.policy)
  for (const { interaction, views } of seen) attach(graph, interaction, views, setting)
  forgetOldOpen(graph, setting.now)
  const asserted = seen.flatMap(({ views }) => views.flatMap(({ identifiers }) => [...identifiers.keys()]))
  const touched = [...asserted, ...forgetOldTraits(graph)]
  return conclude(graph, settleStanding(graph, component, was, touched, setting.policy), seen, setting)
}

/** Takes interactions into a graph and draws the consequences against what its components said before. */
export const take = (
  graph: Graph,
  was: Before,
  interactions: ReadonlyArray<KnownInteraction>,
  setting: Setting,
  assignment?: Assignment,
): Resolved => takeSeen(graph, was, seenIn(interactions, setting.interactionKey), setting, assignment)

const takeSeen = (
  graph: Graph,
  was: Before,
  seen: ReadonlyArray<Seen>,
  setting: Setting,
  assignment: Assignment | undefined,
): Resolved => {
  addMerges(
    graph,
    seen.flatMap(({ views }) => views),
  )
  // All of it first: what one interaction alone would make somebody's may be shared by the time the last is taken in.
  const taken = seen.map(({ interaction, views }) => ({
    interaction,
    views: views.map((asserted) => {
      const view = fitted(graph, asserted, setting.policy)
      addAssertion(graph, view, setting.policy)
      return view
    }),
  }))
  for (const { interaction, views } of taken) {
    attach(graph, interaction, views, setting, assignment?.sightingId)
    const decided = views.find(({ id }) => id === assignment?.sightingId)
    if (assignment !== undefined && decided !== undefined) note(graph, interaction, decided, assignment, setting)
  }
  takeBack(graph, taken, setting.policy)
  forgetOldOpen(graph, setting.now)
  forgetOldTraits(graph)
  const settled = settle(graph, was, setting.policy, {
    person: (founder) => setting.newId("person", founder, setting.cause),
    component: (least) => setting.newId("component", least, setting.cause),
  })
  return conclude(graph, settled, taken, setting, assignment)
}

/** What was given to a person without identifiers moves with that one's first, unless an identifier has come for it too. */
const takeBack = (graph: Graph, taken: ReadonlyArray<Seen>, policy: LinkingPolicy): void => {
  if (graph.open.every(({ assignedTo }) => assignedTo === undefined)) return
  const identified = new Set(
    taken.flatMap(({ views }) =>
      views.flatMap(({ id, identifiers }) => (homeOf(graph, identifiers.keys(), policy) === undefined ? [] : [id])),
    ),
  )
  graph.open = graph.open.filter(
    ({ assignedTo, sightingId }) => assignedTo === undefined || !identified.has(sightingId),
  )
}

/** What tier 2 says of a sighting stands at the person that its identifiers make, or else with the one it is given to. */
const note = (
  graph: Graph,
  interaction: KnownInteraction,
  view: SightingView,
  assignment: Assignment,
  { policy, now }: Setting,
): void => {
  const home = homeOf(graph, view.identifiers.keys(), policy)
  if (home !== undefined) graph.given.set(home, givenBy(assignment))
  else if (isGiven(assignment)) openAssigned(graph, interaction, view, assignment, now)
}

/** What follows for the interactions themselves. */
const conclude = (
  graph: Graph,
  settled: Settled,
  seen: ReadonlyArray<Seen>,
  setting: Setting,
  assignment?: Assignment,
): Resolved => {
  const outcomes = seen.map(({ interaction, views }) => ({
    interaction,
    decided: views.map((view) => decide(graph, settled, interaction, view, setting, assignment)),
  }))
  const isStillGiven = stillGiven(outcomes)
  const lone = outcomes.flatMap(({ decided }) =>
    decided.flatMap(({ person }) =>
      person === undefined ? [] : { ...person, open: person.open.filter(isStillGiven) },
    ),
  )
  const standing = new Set(lone.map((person) => person.customerId))
  const given = outcomes.flatMap(({ decided }) => decided.flatMap(({ sighting }) => aliasOf(sighting)))
  return {
    ...settled,
    aliases: [...settled.aliases, ...given],
    orphaned: [...settled.orphaned, ...comeApart(outcomes)].filter(({ id }) => !standing.has(id)),
    changed: [...settled.changed, ...lone],
    interactions: outcomes.map(({ interaction: { assigned, ...interaction }, decided }) => ({
      ...interaction,
      sightings: decided.map(({ sighting }) => sighting),
      // With its first identifier the person's list moves to the component.
      ...(assigned !== undefined &&
        decided.some(({ person }) => person !== undefined) && { assigned: assigned.filter(isStillGiven) }),
    })),
    shared: new Map([...graph.shared].filter(([, state]) => state.changed)),
    lone,
    overflow: seen.reduce((sum, { views }) => sum + views.reduce((left, view) => left + view.left.length, 0), 0),
  }
}

const forgetOldOpen = (graph: Graph, now: number): void => {
  graph.open = graph.open
    .filter(({ since }) => since > now - openForMillis)
    .sort((x, y) => y.since - x.since || (x.sightingId < y.sightingId ? -1 : 1))
    .slice(0, openKept)
}

/**
 * Tier 1 if an identifier of its own joins it to somebody, tier 2 if that is nobody known, or nobody at all, and somebody is
 * probable enough, else tier 3.
 */
const decide = (
  graph: Graph,
  settled: Settled,
  interaction: KnownInteraction,
  view: SightingView,
  setting: Setting,
  assignment: Assignment | undefined,
): { readonly sighting: Sighting; readonly person?: CurrentPerson } => {
  const own = assignment?.sightingId === view.id ? assignment : undefined
  const prior = priorOf(interaction, view)
  const home = homeOf(graph, view.identifiers.keys(), setting.policy)
  if (home !== undefined) {
    const { component, person } = standingAt(home, settled)
    const at = { ...bare(view), component: component.id }
    if (person.given === undefined)
      return { sighting: { ...at, outcome: outcomeAt(person, component, own?.kept ?? [], graph, view, setting) } }
    const outcome = outcomeOfGiven(person.given, own, prior, settled, graph, view, setting)
    return { sighting: { ...at, heldFor: person.given.to, outcome } }
  }
  if (isGiven(own)) {
    const outcome = outcomeOfAssignment(own, settled, graph, view, setting)
    return { sighting: { ...bare(view), ...memoryOf(interaction, view, own), outcome } }
  }
  // Nothing was decided on it now, so what was said stands.
  if (own === undefined && prior?.assignedTo !== undefined) return { sighting: { ...prior, ...bare(view) } }
  const { person, outcome } = standAlone(graph, interaction, view, own?.kept ?? [], setting)
  return { sighting: { ...bare(view), alone: person.customerId, outcome }, person }
}

const bare = (view: SightingView) => ({
  id: view.id,
  ...(view.participantId !== undefined && { participantId: view.participantId }),
  keys: [...view.identifiers.keys()],
  first: view.first,
})

/** An interaction as it was, and what its sightings are now. */
interface Decided {
  readonly interaction: KnownInteraction
  readonly decided: ReadonlyArray<{ readonly sighting: Sighting }>
}

/** What tier 2 gave away and an identifier has taken back is nobody else's open interaction any more. */
const stillGiven = (outcomes: ReadonlyArray<Decided>): ((open: OpenInteraction) => boolean) => {
  const back = new Set(
    outcomes.flatMap(({ interaction, decided }) => {
      const now = new Map(decided.map(({ sighting }) => [sighting.id, sighting.assignedTo]))
      return interaction.sightings.flatMap(({ id, assignedTo }) =>
        assignedTo !== undefined && now.get(id) === undefined ? [id] : [],
      )
    }),
  )
  return ({ resolutionTier, sightingId }) => resolutionTier !== 2 || !back.has(sightingId)
}

/** The id of a person of its own answers with the person that tier 2 gave it to, for as long as that is so. */
const aliasOf = ({ alone, assignedTo }: Sighting): Settled["aliases"] =>
  alone !== undefined && assignedTo !== undefined ? [{ id: alone, of: assignedTo }] : []

/** Persons of their own whose sighting is several people's now, who may each be meant. */
const comeApart = (outcomes: ReadonlyArray<Decided>): Settled["orphaned"] =>
  outcomes.flatMap(({ interaction, decided }) => {
    const heirs = [...new Set(decided.map(({ sighting }) => sighting.outcome.customerId))]
    return interaction.sightings.flatMap(({ id, alone }) =>
      alone === undefined || decided.some(({ sighting }) => sighting.id === id) ? [] : [{ id: alone, heirs }],
    )
  })
