/** One call counted against the org's day. */
export interface Usage {
  readonly exceeded: boolean
  readonly headers: Readonly<Record<string, string>>
}

const dayMillis = 24 * 3_600_000

/** All of the org's calls in one pool; the day begins with its first call. Refused calls no longer count. */
export const makeDailyQuota = (dailyLimit: number, now: () => number) => {
  let opened = Number.NEGATIVE_INFINITY
  let used = 0
  const use = (): Usage => {
    if (now() - opened >= dayMillis) {
      opened = now()
      used = 0
    }
    const exceeded = used >= dailyLimit
    if (!exceeded) used += 1
    return { exceeded, headers: { "sforce-limit-info": `api-usage=${used}/${dailyLimit}` } }
  }
  /** As if somebody else's integration had used the day up, or a new day had begun. */
  const setUsed = (calls: number) => {
    opened = now()
    used = calls
  }
  return { use, setUsed, dailyLimit }
}
