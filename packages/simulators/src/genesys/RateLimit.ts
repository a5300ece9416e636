/** How one token stands in its present minute. */
export interface Allowance {
  readonly exceeded: boolean
  /** Whole seconds, rounded up. */
  readonly resetSeconds: number
  readonly headers: Readonly<Record<string, string>>
}

const windowMillis = 60_000
const keptWindows = 1_000

/** A fixed window per token, opened by its first request; every request counts, refused ones too. */
export const makeRateLimit = (allowedPerMinute: number, now: () => number) => {
  const windows = new Map<string, { readonly opened: number; count: number }>()
  return (token: string): Allowance => {
    const at = now()
    const current = windows.get(token)
    const window = current !== undefined && at - current.opened < windowMillis ? current : { opened: at, count: 0 }
    window.count += 1
    windows.set(token, window)
    for (const oldest of windows.keys()) if (windows.size > keptWindows) windows.delete(oldest)
    const resetSeconds = Math.ceil((window.opened + windowMillis - at) / 1_000)
    return {
      exceeded: window.count > allowedPerMinute,
      resetSeconds,
      headers: {
        "inin-ratelimit-count": String(window.count),
        "inin-ratelimit-allowed": String(allowedPerMinute),
        "inin-ratelimit-reset": String(resetSeconds),
      },
    }
  }
}
