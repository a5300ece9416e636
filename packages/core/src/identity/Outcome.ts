import { type Key, kindOf } from "../identifier/Identifier.ts"
import { Broken } from "../telemetry/Broken.ts"
import { say } from "../telemetry/Harmless.ts"
import type { Assignment } from "./Assignment.ts"
import { lastOf, openOf, priorOf } from "./Attach.ts"
import { nothingIdentifies, reasonsFor, refusalsFor } from "./Explain.ts"
import type { Graph } from "./Graph.ts"
import { ruleOf } from "./Policy.ts"
import type { CurrentPerson, KnownInteraction, Outcome } from "./Records.ts"
import type { Scored } from "./Score.ts"
import type { Setting } from "./Setting.ts"
import type { Settled } from "./Settle.ts"
import type { SightingView } from "./Sightings.ts"

/** The outcome of a sighting with an identifier of its own: its strongest identifier's person. */
export const outcomeAt = (
  home: Key,
  graph: Graph,
  settled: Settled,
  view: SightingView,
  setting: Setting,
): { readonly component: string; readonly outcome: Outcome } => {
  const component = settled.components.find((c) => home in c.identifiers)
  const person = component?.persons.find(({ members }) => members.includes(home))
  if (component === undefined || person === undefined) throw new Broken(say`an identifier of the graph has no person`)
  return {
    component: component.id,
    outcome: {
      customerId: person.id,
      resolutionTier: 1,
      confidence: ruleOf(setting.policy, kindOf(home)).confidence,
      because: [...reasonsFor(view, person, setting.policy)],
      refused: [...refusalsFor(graph, view, component.refused, setting.policy)],
      profileVersion: person.version,
      policyVersion: setting.policy.version,
      at: setting.now,
    },
  }
}

/** Tier 2 gave the sighting to a person: its outcome says so, and the person stays what it is. */
export const outcomeOfAssignment = (
  { scored, kept }: Assignment & { readonly scored: Scored },
  graph: Graph,
  view: SightingView,
  profileVersion: number,
  setting: Setting,
): Outcome => ({
  customerId: scored.customerId,
  resolutionTier: 2,
  confidence: scored.probability,
  because: [...scored.because],
  refused: [...refusalsFor(graph, view, [], setting.policy)],
  ...candidatesOf(kept.filter(({ customerId }) => customerId !== scored.customerId)),
  profileVersion,
  policyVersion: setting.policy.version,
  at: setting.now,
})

const candidatesOf = (kept: ReadonlyArray<Scored>): Pick<Outcome, "candidates"> =>
  kept.length === 0 ? {} : { candidates: kept.map(({ customerId, probability }) => ({ customerId, probability })) }

/** Nothing joins the sighting to anybody: it is a person of its own, for as long as that is so. */
export const standAlone = (
  graph: Graph,
  interaction: KnownInteraction,
  view: SightingView,
  kept: ReadonlyArray<Scored>,
  setting: Setting,
): { readonly person: CurrentPerson; readonly outcome: Outcome } => {
  const prior = priorOf(interaction, view)
  const [customerId, version] =
    prior?.alone === undefined
      ? [setting.newId("person", view.id, setting.cause), 1]
      : [prior.alone, prior.outcome.profileVersion + 1]
  const last = lastOf(interaction, view)
  const own = view.ended ? [] : [openOf(interaction, view, setting.now, 3, 0)]
  return {
    person: {
      schema: 1,
      state: "current",
      customerId,
      version,
      resolutionTier: 3,
      confidence: 0,
      sightingId: view.id,
      since: view.first,
      identifiers: [],
      traits: view.traits,
      former: [],
      ...(last !== undefined && { lastInteraction: last }),
      open: [...own, ...(interaction.assigned ?? [])],
      policyVersion: setting.policy.version,
    },
    outcome: {
      customerId,
      resolutionTier: 3,
      confidence: 0,
      because: [nothingIdentifies],
      refused: [...refusalsFor(graph, view, [], setting.policy)],
      ...candidatesOf(kept),
      profileVersion: version,
      policyVersion: setting.policy.version,
      at: setting.now,
    },
  }
}
