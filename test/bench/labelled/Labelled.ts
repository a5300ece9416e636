import { loadObservations } from "@kith/core/graph/LoadObservations"
import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import type { Observation } from "@kith/core/identity/Replay"
import { arrivals } from "./Arrivals.ts"
import { receive } from "./Centre.ts"
import { traffic } from "./Traffic.ts"

/**
 * Generated traffic as the product took it in, with the truth for labels. Held to account is what tier 2 had to decide
 * on: conversations that no identifier joined to anybody when they came.
 */
export const labelledObservations = async (seed: number, size: number): Promise<ReadonlyArray<Observation>> => {
  const policy = defaultLinkingPolicy
  const { endings, seen = [] } = await receive(arrivals(traffic(seed, size), 0), policy, loadObservations(policy))
  const byId = new Map(endings.map((ending) => [ending.row.id, ending]))
  return seen.flatMap((observation) => {
    const ending = byId.get(observation.id)
    if (ending === undefined) return []
    const { customerId, outcome, row } = ending
    // A gift of tier 2 is no evidence of whose it is: on its own it would lead later ones astray in the replay.
    const person = outcome.resolutionTier === 2 ? row.id : customerId
    return [{ ...observation, person, label: row.truth, decides: outcome.resolutionTier !== 1 }]
  })
}

/** The same as if everybody had been known from the first day: what people share with themselves and with strangers. */
export const asThemselves = (observations: ReadonlyArray<Observation>): ReadonlyArray<Observation> =>
  observations.map((one) => ({ ...one, person: one.label ?? one.person }))
