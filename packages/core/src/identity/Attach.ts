import { type Key, kindOf } from "../identifier/Identifier.ts"
import type { Graph } from "./Graph.ts"
import { ruleOf } from "./Policy.ts"
import { homeOf, laterInteraction, mergeTraits } from "./Profile.ts"
import type { KnownInteraction, LastInteraction, OpenInteraction, Sighting } from "./Records.ts"
import type { Setting } from "./Setting.ts"
import type { SightingView } from "./Sightings.ts"

/** The sighting as the graph last took it in. */
export const priorOf = (interaction: KnownInteraction, view: SightingView): Sighting | undefined =>
  interaction.sightings.find((s) => s.id === view.id)

/** The version of the person of its own that a sighting is, or was before it was given to somebody. */
export const aloneVersionOf = ({ assignedTo, aloneVersion, outcome }: Sighting): number =>
  assignedTo === undefined ? outcome.profileVersion : (aloneVersion ?? outcome.profileVersion)

/** None where nobody talked to us. */
export const lastOf = (interaction: KnownInteraction, view: SightingView): LastInteraction | undefined =>
  interaction.evidenceOnly
    ? undefined
    : {
        interactionId: interaction.interactionId,
        at: view.first,
        ...(interaction.channel !== undefined && { channel: interaction.channel }),
      }

/** `since`: last heard of, by our clock; event times may be years old. */
export const openOf = (
  interaction: KnownInteraction,
  view: SightingView,
  since: number,
  resolutionTier: OpenInteraction["resolutionTier"],
  confidence: number,
): OpenInteraction => ({
  sightingId: view.id,
  interactionId: interaction.interactionId,
  ...(view.participantId !== undefined && { participantId: view.participantId }),
  dialect: interaction.dialect,
  since,
  resolutionTier,
  confidence,
})

/**
 * Lays the traits of an interaction's sightings, its being the last and its being open at the strongest identifier of each,
 * and takes them away from where they were when a stronger one has come: so a split divides them without reading the
 * sightings again. Of a conference all at once: what is one customer's weaker identifier may be another's strongest. `redecided`: of
 * this sighting tier 2 has just decided anew to whom it is given; what it gave before stays open there.
 */
export const attach = (
  graph: Graph,
  interaction: KnownInteraction,
  views: ReadonlyArray<SightingView>,
  setting: Setting,
  redecided?: string,
): void => {
  const homes = views.map((view) => homeOf(graph, view.identifiers.keys(), setting.policy))
  const gone = new Set(interaction.sightings.flatMap(({ id }) => (views.some((view) => view.id === id) ? [] : [id])))
  if (gone.size > 0) graph.open = graph.open.filter(({ sightingId }) => !gone.has(sightingId))
  for (const [i, view] of views.entries())
    for (const key of view.identifiers.keys()) if (key !== homes[i]) detach(graph, key, interaction.interactionId)
  for (const [i, view] of views.entries()) {
    const wasGiven = priorOf(interaction, view)?.assignedTo !== undefined
    const isGivenStill = homes[i] === undefined && wasGiven && view.id !== redecided && !view.ended
    if (!isGivenStill) graph.open = graph.open.filter(({ sightingId }) => sightingId !== view.id)
    lay(graph, interaction, view, homes[i], setting)
  }
}

const lay = (
  graph: Graph,
  interaction: KnownInteraction,
  view: SightingView,
  home: Key | undefined,
  { policy, now }: Setting,
): void => {
  const member = home === undefined ? undefined : graph.members.get(home)
  if (home === undefined || member === undefined) return
  graph.members.set(home, {
    ...member,
    traits: mergeTraits(member.traits, view.traits),
    last: laterInteraction(
      member.last?.interactionId === interaction.interactionId ? undefined : member.last,
      lastOf(interaction, view),
    ),
  })
  const { confidence } = ruleOf(policy, kindOf(home))
  if (!view.ended)
    graph.open.push({ ...openOf(interaction, view, now, 1, confidence), keys: [...view.identifiers.keys()] })
  handOver(graph, home, interaction, priorOf(interaction, view))
}

const detach = (graph: Graph, key: Key, interactionId: string): void => {
  const member = graph.members.get(key)
  if (member === undefined) return
  const traits = Object.fromEntries(Object.entries(member.traits).filter(([, t]) => t.interactionId !== interactionId))
  graph.members.set(key, {
    ...member,
    traits,
    last: member.last?.interactionId === interactionId ? undefined : member.last,
  })
}

/** The id of a person without identifiers goes to its first identifier, or to the person that has it. */
const handOver = (graph: Graph, home: Key, interaction: KnownInteraction, prior: Sighting | undefined): void => {
  if (prior?.alone === undefined) return
  graph.persons.push({
    id: prior.alone,
    founder: home,
    since: prior.first,
    members: [home],
    former: [],
    version: aloneVersionOf(prior),
    lone: true,
  })
  for (const open of interaction.assigned ?? []) graph.open.push({ ...open, keys: [], assignedTo: prior.alone })
}
