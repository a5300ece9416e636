/**
 * Milliseconds until the next delivery: anywhere between the minimum and a ceiling that doubles with each attempt, or
 * what the receiver asked for if that is longer; never above the maximum. `chance` is uniform between 0 and 1.
 */
export const backoffMillis = (
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
  attempt: number,
  chance: number,
  retryAfterSeconds = 0,
): number => {
  const ceiling = Math.min(maximum, minimum * 2 ** attempt)
  const wait = minimum + chance * (ceiling - minimum)
  return Math.round(1000 * Math.min(maximum, Math.max(wait, retryAfterSeconds)))
}
