import { createHistogram, type RecordableHistogram } from "node:perf_hooks"
import type { Percentiles, StageFigures } from "./Flow.ts"

/** Five minutes, in points of five seconds. */
export const intervalMillis = 5_000
const intervals = 60
/** Rates are those of the last half minute. */
const rateIntervals = 6

const intervalOf = (at: number): number => Math.floor(at / intervalMillis)

/** Keeps one thing for each of the last intervals, the latest last. */
class Recent<A> {
  readonly #kept = new Map<number, A>()
  readonly #make: () => A

  constructor(make: () => A) {
    this.#make = make
  }

  present(at: number): A {
    const interval = intervalOf(at)
    const known = this.#kept.get(interval)
    if (known !== undefined) return known
    const made = this.#make()
    this.#kept.set(interval, made)
    for (const [old] of this.#kept) if (old <= interval - intervals) this.#kept.delete(old)
    return made
  }

  since(at: number, most: number): ReadonlyArray<readonly [number, A]> {
    const latest = intervalOf(at)
    return [...this.#kept]
      .filter(([interval]) => interval > latest - most && interval <= latest)
      .sort(([x], [y]) => x - y)
  }
}

/** How often something happens. */
export class Rate {
  readonly #counts = new Recent(() => ({ count: 0 }))
  readonly #since: number

  constructor(since: number) {
    this.#since = since
  }

  add(count: number, at: number): void {
    this.#counts.present(at).count += count
  }

  perSecond(at: number): number {
    const counted = this.#counts.since(at, rateIntervals).reduce((sum, [, { count }]) => sum + count, 0)
    const from = Math.max(this.#since, (intervalOf(at) - rateIntervals + 1) * intervalMillis)
    return Math.round((counted * 10_000) / Math.max(1_000, at - from)) / 10
  }
}

const newHistogram = () => createHistogram({ lowest: 1, highest: 24 * 3600 * 1000, figures: 2 })

/** How long something takes, by interval and over all of them. */
export class Latency {
  readonly #histograms = new Recent(newHistogram)

  add(millis: number, at: number): void {
    // The histogram knows no zero.
    this.#histograms.present(at).record(Math.max(1, Math.round(millis)))
  }

  figures(at: number): StageFigures {
    const kept = this.#histograms.since(at, intervals)
    const all = newHistogram()
    for (const [, histogram] of kept) all.add(histogram)
    return {
      ...percentiles(all),
      points: kept.map(([interval, histogram]) => ({ at: interval * intervalMillis, ...percentiles(histogram) })),
    }
  }
}

const percentiles = (histogram: RecordableHistogram): Percentiles => {
  const at = (rank: number) => (histogram.count === 0 ? null : histogram.percentile(rank))
  return { count: histogram.count, p50: at(50), p90: at(90), p99: at(99) }
}
