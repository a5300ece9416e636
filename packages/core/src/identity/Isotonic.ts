import type { Claim } from "./Calibration.ts"
import type { Tier2Policy } from "./Tier2Policy.ts"

/** What a policy's weights come to, in bits of odds, and how often that came true. */
export type Points = Tier2Policy["calibration"]["points"]

/** Fewer claims tell a share too badly for it to be promised. */
const fewest = 40

export const bitsOfProbability = (probability: number): number => {
  const p = Math.min(1 - 1e-9, Math.max(1e-9, probability))
  return Math.log2(p / (1 - p))
}

interface Pool {
  readonly claims: number
  readonly bits: number
  readonly right: number
}

const shareOf = ({ claims, right }: Pool): number => (right + 0.5) / (claims + 1)
const pooled = (x: Pool, y: Pool): Pool => ({
  claims: x.claims + y.claims,
  bits: x.bits + y.bits,
  right: x.right + y.right,
})

/**
 * Isotonic regression (pool adjacent violators): of what was stated and what came true, the rising curve that is nearest.
 * First as many claims as tell anything are taken together, in order of what was stated. Claims with rivals are left out:
 * what is promised of each alone is weighed against the others afterwards.
 */
export const isotonic = (claims: ReadonlyArray<Claim>): Points => {
  const sorted = claims
    .filter(({ isAlone }) => isAlone)
    .map(
      ({ probability, isRight }): Pool => ({ claims: 1, bits: bitsOfProbability(probability), right: Number(isRight) }),
    )
    .sort((x, y) => x.bits - y.bits)
  const pools: Array<Pool> = []
  for (let from = 0; from < sorted.length; from += fewest) {
    const rest = sorted.slice(from, sorted.length - from < 2 * fewest ? undefined : from + fewest)
    pools.push(rest.reduce(pooled))
    if (rest.length > fewest) break
  }
  const rising: Array<Pool> = []
  for (const pool of pools) {
    let last = pool
    for (let before = rising.at(-1); before !== undefined && shareOf(before) >= shareOf(last); before = rising.at(-1)) {
      rising.pop()
      last = pooled(before, last)
    }
    rising.push(last)
  }
  return rising.slice(-64).map((pool) => ({
    bits: Number((pool.bits / pool.claims).toFixed(2)),
    probability: Number(shareOf(pool).toFixed(4)),
  }))
}

/** Between two points along the line that joins them; no more than the last came to, and below the first in its proportion. */
export const calibrated = (probability: number, points: Points): number => {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return probability
  const bits = bitsOfProbability(probability)
  if (bits >= last.bits) return last.probability
  const next = points.findIndex((point) => point.bits > bits)
  const [from, to] = [points[next - 1], points[next]]
  if (from === undefined || to === undefined)
    return Math.min(first.probability, 1 / (1 + 2 ** -(bits - first.bits + bitsOfProbability(first.probability))))
  return from.probability + ((bits - from.bits) / (to.bits - from.bits)) * (to.probability - from.probability)
}
