import { type Key, kindOf } from "../identifier/Identifier.ts"
import { Broken } from "../telemetry/Broken.ts"
import { say } from "../telemetry/Harmless.ts"
import type { Assignment } from "./Assignment.ts"
import { aloneVersionOf, lastOf, openOf, priorOf } from "./Attach.ts"
import { heldForAnother, nothingIdentifies, reasonsFor, refusalsFor } from "./Explain.ts"
import type { Graph } from "./Graph.ts"
import { ruleOf } from "./Policy.ts"
import { homeOf } from "./Profile.ts"
import type { ComponentRecord, CurrentPerson, Given, KnownInteraction, Outcome, Sighting } from "./Records.ts"
import type { Scored } from "./Score.ts"
import type { Setting } from "./Setting.ts"
import type { Settled } from "./Settle.ts"
import type { SightingView } from "./Sightings.ts"

/** The component that an identifier of the graph stands in, and whose it is. */
export const standingAt = (home: Key, { components }: Settled) => {
  const component = components.find(({ identifiers }) => home in identifiers)
  const person = component?.persons.find(({ members }) => members.includes(home))
  if (component === undefined || person === undefined) throw new Broken(say`an identifier of the graph has no person`)
  return { component, person }
}

/** The outcome of a sighting with an identifier of its own: its strongest identifier's person. */
export const outcomeAt = (
  person: ComponentRecord["persons"][number],
  { refused }: ComponentRecord,
  kept: ReadonlyArray<Scored>,
  graph: Graph,
  view: SightingView,
  setting: Setting,
): Outcome => {
  const home = homeOf(graph, view.identifiers.keys(), setting.policy) as Key
  return {
    customerId: person.id,
    resolutionTier: 1,
    confidence: ruleOf(setting.policy, kindOf(home)).confidence,
    because: [...reasonsFor(view, person, setting.policy)],
    refused: [...refusalsFor(graph, view, refused, setting.policy)],
    ...candidatesOf(kept),
    profileVersion: person.version,
    policyVersion: setting.policy.version,
    at: setting.now,
  }
}

/** Tier 2 gave the sighting to a person: its outcome says so, and the person stays what it is. */
export const outcomeOfAssignment = (
  { scored, kept }: Pick<Assignment, "kept"> & { readonly scored: Scored },
  settled: Settled,
  graph: Graph,
  view: SightingView,
  setting: Setting,
): Outcome => ({
  customerId: scored.customerId,
  resolutionTier: 2,
  confidence: scored.probability,
  because: scored.because.slice(0, 64),
  refused: [...refusalsFor(graph, view, [], setting.policy)],
  ...candidatesOf(kept.filter(({ customerId }) => customerId !== scored.customerId)),
  profileVersion: settled.profiles.find(({ customerId }) => customerId === scored.customerId)?.version ?? 1,
  policyVersion: setting.policy.version,
  at: setting.now,
})

/** The same of a sighting whose own person tier 2 holds for another, whether it was decided on now or before. */
export const outcomeOfGiven = (
  { to, probability }: Given,
  own: Assignment | undefined,
  prior: Sighting | undefined,
  settled: Settled,
  graph: Graph,
  view: SightingView,
  setting: Setting,
): Outcome => {
  const before = prior?.outcome.resolutionTier === 2 && prior.outcome.customerId === to ? prior.outcome.because : []
  const because = own?.scored?.because ?? (before.length > 0 ? before : [heldForAnother])
  const scored = { customerId: to, probability, because }
  return outcomeOfAssignment({ scored, kept: own?.kept ?? [] }, settled, graph, view, setting)
}

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
      : [prior.alone, aloneVersionOf(prior) + 1]
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
