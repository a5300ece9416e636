/** Numbers that look random and repeat with their seed (mulberry32). */
export interface Chance {
  /** At least 0, below 1. */
  readonly next: () => number
  /** A whole number, at least 0, below `end`. */
  readonly below: (end: number) => number
  readonly happens: (probability: number) => boolean
  readonly pick: <A>(from: ReadonlyArray<A>) => A
  readonly pickBy: <A>(from: ReadonlyArray<A>, weightOf: (a: A, n: number) => number) => A
  /** Earlier ones more often, as names are: the weight of the nth is 1 / (n + 3). */
  readonly pickEarly: <A>(from: ReadonlyArray<A>) => A
  readonly digits: (length: number) => string
  readonly shuffled: <A>(all: ReadonlyArray<A>) => ReadonlyArray<A>
}

export const chance = (seed: number): Chance => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number) => Math.floor(next() * end)
  const pick = <A>(from: ReadonlyArray<A>): A => from[below(from.length)] as A
  const pickBy = <A>(from: ReadonlyArray<A>, weightOf: (a: A, n: number) => number): A => {
    let left = next() * from.reduce((sum, a, n) => sum + weightOf(a, n), 0)
    for (const [n, a] of from.entries()) {
      left -= weightOf(a, n)
      if (left < 0) return a
    }
    return pick(from)
  }
  return {
    next,
    below,
    happens: (probability) => next() < probability,
    pick,
    pickBy,
    pickEarly: (from) => pickBy(from, (_, n) => 1 / (n + 3)),
    digits: (length) => Array.from({ length }, () => below(10)).join(""),
    shuffled: (all) => {
      const result = [...all]
      for (let n = result.length - 1; n > 0; n--) {
        const other = below(n + 1)
        ;[result[n], result[other]] = [result[other] as (typeof result)[number], result[n] as (typeof result)[number]]
      }
      return result
    },
  }
}
