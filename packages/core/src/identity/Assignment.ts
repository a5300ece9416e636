import { aloneVersionOf, openOf, priorOf } from "./Attach.ts"
import type { Graph } from "./Graph.ts"
import type { Given, KnownInteraction, Meeting, Sighting } from "./Records.ts"
import type { Scored } from "./Score.ts"
import type { SightingView } from "./Sightings.ts"

/** What tier 2 says of one sighting, which no identifier of its own joins to anybody. */
export interface Assignment {
  readonly sightingId: string
  /** Whom it is given to; nobody where nobody is probable enough. */
  readonly scored?: Scored | undefined
  /** What brought that person up, for the next time. */
  readonly meetings?: ReadonlyArray<Meeting> | undefined
  /** Where that person stands: a component, or the interaction of a person without identifiers. */
  readonly ground?: { readonly component: string } | { readonly interactionId: string } | undefined
  /** Everybody who is possible, best first. */
  readonly kept: ReadonlyArray<Scored>
}

export const isGiven = (assignment: Assignment | undefined): assignment is Assignment & { readonly scored: Scored } =>
  assignment?.scored !== undefined

/** Whom tier 2 gave a sighting to, or holds its own person for. */
export const givenToOf = ({ assignedTo, heldFor }: Pick<Sighting, "assignedTo" | "heldFor">): string | undefined =>
  assignedTo ?? heldFor

/** What is noted at the sighting's own person, where it has one. */
export const givenBy = ({ scored, meetings = [], ground }: Assignment): Given | undefined =>
  scored && {
    to: scored.customerId,
    probability: scored.probability,
    meetings: [...meetings],
    ...(ground !== undefined && "component" in ground && { component: ground.component }),
  }

/** The interaction is told of changes of the person that it was given to, and is not that person's evidence. */
export const openAssigned = (
  graph: Graph,
  interaction: KnownInteraction,
  view: SightingView,
  { scored, ground }: Assignment & { readonly scored: Scored },
  now: number,
): void => {
  if (view.ended || ground === undefined || !("component" in ground)) return
  const open = openOf(interaction, view, now, 2, scored.probability)
  graph.open.push({ ...open, keys: [], assignedTo: scored.customerId })
}

/**
 * The interaction of a person without identifiers keeps the open ones that were given to that person. Where tier 2 was not
 * asked, what it said before stands until an identifier takes the sighting back.
 */
export const keepAssigned = (
  ground: KnownInteraction,
  interaction: KnownInteraction,
  view: SightingView,
  assignment: Assignment | undefined,
  now: number,
): KnownInteraction => {
  if (assignment === undefined && !view.ended) return ground
  const others = (ground.assigned ?? []).filter(({ sightingId }) => sightingId !== view.id)
  const given = isGiven(assignment) && !view.ended && isGround(ground, assignment)
  const own = given ? [openOf(interaction, view, now, 2, assignment.scored.probability)] : []
  const assigned = [...others, ...own].slice(-16)
  return { ...ground, assigned }
}

const isGround = ({ interactionId }: KnownInteraction, { ground }: Assignment): boolean =>
  ground !== undefined && "interactionId" in ground && ground.interactionId === interactionId

/** What a sighting remembers of having been given to somebody, or of being a person of its own. */
export const memoryOf = (
  interaction: KnownInteraction,
  view: SightingView,
  assignment: Assignment & { readonly scored: Scored },
): Pick<Sighting, "assignedTo" | "assignedVia" | "alone" | "aloneVersion" | "component"> => {
  const prior = priorOf(interaction, view)
  const { ground, scored } = assignment
  return {
    assignedTo: scored.customerId,
    ...(ground !== undefined &&
      ("component" in ground ? { component: ground.component } : { assignedVia: ground.interactionId })),
    ...(prior?.alone !== undefined && { alone: prior.alone, aloneVersion: aloneVersionOf(prior) }),
  }
}
