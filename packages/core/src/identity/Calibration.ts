/** A probability that was stated, and whether it came true. */
export interface Claim {
  readonly probability: number
  readonly isRight: boolean
  /** Nobody else was held possible. */
  readonly isAlone: boolean
}

export interface Bin {
  readonly from: number
  readonly to: number
  readonly claims: number
  /** Means over the bin's claims. */
  readonly stated: number
  readonly right: number
}

/** Narrow where it is decided whether to assign. */
const edges = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1]

/** The reliability curve: what was stated beside what came true; bins without claims are left out. */
export const reliability = (claims: ReadonlyArray<Claim>): ReadonlyArray<Bin> =>
  edges.slice(0, -1).flatMap((from, n) => {
    const to = edges[n + 1] ?? 1
    const within = claims.filter(({ probability: p }) => p >= from && (p < to || (to === 1 && p === 1)))
    if (within.length === 0) return []
    const mean = (of: (claim: Claim) => number) => within.reduce((sum, claim) => sum + of(claim), 0) / within.length
    return [
      { from, to, claims: within.length, stated: mean((c) => c.probability), right: mean((c) => Number(c.isRight)) },
    ]
  })

/** Expected calibration error: how far what was stated lies from what came true, averaged over the claims. */
export const calibrationError = (claims: ReadonlyArray<Claim>): number =>
  reliability(claims).reduce((sum, bin) => sum + bin.claims * Math.abs(bin.stated - bin.right), 0) /
  Math.max(1, claims.length)

/** Mean squared distance between what was stated and what came true: 0 is perfect, 0.25 is a coin's. */
export const brier = (claims: ReadonlyArray<Claim>): number =>
  claims.reduce((sum, { probability, isRight }) => sum + (probability - Number(isRight)) ** 2, 0) /
  Math.max(1, claims.length)
