import { loadObservations } from "@kith/core/graph/LoadObservations"
import { defaultLinkingPolicy, type LinkingPolicy } from "@kith/core/identity/Policy"
import type { Observation } from "@kith/core/identity/Replay"
import { arrivals } from "./Arrivals.ts"
import { type Ending, receive } from "./Centre.ts"
import { type Composition, traffic } from "./Traffic.ts"

/** Generated traffic as the product took it in. */
export interface Played {
  readonly endings: ReadonlyArray<Ending>
  readonly observations: ReadonlyArray<Observation>
}

/** @param order 0: as it happened; others late and out of order */
export const play = async (
  seed: number,
  size: number,
  {
    policy = defaultLinkingPolicy,
    composition,
    order = 0,
  }: {
    readonly policy?: LinkingPolicy
    readonly composition?: Composition
    readonly order?: number
  } = {},
): Promise<Played> => {
  const rows = traffic(seed, size, composition)
  const { endings, seen = [] } = await receive(arrivals(rows, order), policy, loadObservations(policy))
  return { endings, observations: labelled(endings, seen) }
}

/** With the truth for labels. Held to account is what tier 2 had to decide on. */
const labelled = (
  endings: ReadonlyArray<Ending>,
  observations: ReadonlyArray<Observation>,
): ReadonlyArray<Observation> => {
  const byId = new Map(endings.map((ending) => [ending.row.id, ending]))
  return observations.flatMap((observation) => {
    const ending = byId.get(observation.id)
    if (ending === undefined) return []
    const { customerId, outcome, row, joined, isNew } = ending
    // A gift of tier 2 is no evidence of whose it is: on its own it would lead later ones astray in the replay.
    const person = joined ?? (outcome.resolutionTier === 2 ? row.id : customerId)
    return [{ ...observation, person, label: row.truth, decides: isNew }]
  })
}

/** The same as if everybody had been known from the first day: what people share with themselves and with strangers. */
export const asThemselves = (observations: ReadonlyArray<Observation>): ReadonlyArray<Observation> =>
  observations.map((one) => ({ ...one, person: one.label ?? one.person }))
