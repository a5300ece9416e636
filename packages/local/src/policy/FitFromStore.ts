import type { Documents } from "@kith/core/documents/Documents"
import { loadObservations } from "@kith/core/graph/LoadObservations"
import type { Claim } from "@kith/core/identity/Calibration"
import { fitPolicy, holdToAccount } from "@kith/core/identity/FitPolicy"
import { isotonic } from "@kith/core/identity/Isotonic"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import type { Observation } from "@kith/core/identity/Replay"
import type { Tier2Policy } from "@kith/core/identity/Tier2Policy"
import { say } from "@kith/core/telemetry/Harmless"
import { HarmlessError } from "@kith/core/telemetry/HarmlessError"
import { Effect } from "effect"

/** Fewer tell nothing: a share of one half is known to a tenth or so from a hundred. */
const fewest = 100

export class EvidenceIsTooLittle extends HarmlessError("EvidenceIsTooLittle")<{ readonly known: number }> {
  override get message() {
    return say`${this.known} conversations of customers with a CRM record; ${fewest} are needed`
  }
}

/** From fewer a curve would be one of chance. */
const fewestForCurve = 400

export interface FittedPolicy {
  readonly linking: LinkingPolicy
  /** Of the third of the customers that neither the prior nor the calibration were set by. */
  readonly claims: ReadonlyArray<Claim>
}

/**
 * The next version of a policy, fitted on the evidence in the store; nothing is written to it. Labels come from tier 1:
 * the identifiers are left aside, and tier 2 has to find those customers again whom a CRM record tells apart. One third of
 * them sets the prior, one the calibration, and the last is what the report is about.
 */
export const fitFromStore: (
  policy: LinkingPolicy,
) => Effect.Effect<FittedPolicy, EvidenceIsTooLittle | Effect.Error<ReturnType<typeof loadObservations>>, Documents> =
  Effect.fn("FitFromStore.fitFromStore")(function* (policy: LinkingPolicy) {
    const observations = yield* loadObservations(policy)
    const known = observations.filter(({ decides }) => decides).length
    if (known < fewest) return yield* new EvidenceIsTooLittle({ known })
    const fitted = fitPolicy(observations, policy.tier2, fittedOn(observations), third(observations, 0)).tier2
    const tier2 = { ...fitted, calibration: calibrationOn(holdToAccount(third(observations, 1), fitted)) }
    return {
      linking: { ...policy, version: policy.version + 1, tier2 },
      claims: holdToAccount(third(observations, 2), tier2),
    }
  })

const calibrationOn = (claims: ReadonlyArray<Claim>): Tier2Policy["calibration"] =>
  claims.length < fewestForCurve
    ? { points: [], reason: `${claims.length} conversations to measure it on; ${fewestForCurve} are needed.` }
    : { points: [...isotonic(claims)], reason: `What came true of ${claims.length} conversations of other customers.` }

/** All observations, of which those of one third of the customers are held to account. */
const third = (observations: ReadonlyArray<Observation>, which: 0 | 1 | 2): ReadonlyArray<Observation> =>
  observations.map((one) => ({ ...one, decides: one.decides && thirdOf(one.label ?? "") === which }))

/** Ids are random, so the sum of their characters is. */
const thirdOf = (label: string): number => [...label].reduce((sum, c) => sum + c.charCodeAt(0), 0) % 3

const fittedOn = (observations: ReadonlyArray<Observation>): string => {
  const times = observations.map(({ at }) => at)
  const day = (time: number) => new Date(time).toISOString().slice(0, 10)
  const [first, last] = times.reduce(([x, y], at) => [Math.min(x, at), Math.max(y, at)], [times[0] ?? 0, 0])
  const known = observations.filter(({ decides }) => decides).length
  return `${observations.length} conversations of ${day(first)} to ${day(last)}, ${known} of them of customers with a CRM record`
}
