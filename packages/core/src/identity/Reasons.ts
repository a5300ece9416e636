import type { KnownInteraction, Outcome } from "./Records.ts"

/** Why a sighting is somebody's: what of an outcome is kept for a time only. Who it is, and how surely, stays. */

const hasReasons = ({ because, refused, candidates }: Outcome): boolean =>
  because.length > 0 || refused.length > 0 || candidates !== undefined

/** When the oldest of an interaction's reasons were given; nothing if it has none. */
export const reasonsSince = ({ sightings }: KnownInteraction): number | undefined => {
  const times = sightings.flatMap(({ outcome }) => (hasReasons(outcome) ? [outcome.at] : []))
  return times.length === 0 ? undefined : Math.min(...times)
}

/** The outcome as it may be shown: without its reasons if they were given before `since` (epoch milliseconds). */
export const outcomeSince = (outcome: Outcome, since: number): Outcome => {
  if (outcome.at >= since) return outcome
  const { candidates: _, ...known } = outcome
  return { ...known, because: [], refused: [] }
}

/** An interaction without the reasons that were given before `since`. */
export const withReasonsSince = (interaction: KnownInteraction, since: number): KnownInteraction => ({
  ...interaction,
  sightings: interaction.sightings.map((one) => ({ ...one, outcome: outcomeSince(one.outcome, since) })),
})
