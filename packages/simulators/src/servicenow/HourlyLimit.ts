const hourMillis = 3_600_000

/** A rate-limit rule of the instance: so many requests an hour, told on every answer. */
export const makeHourlyLimit = (allowed: number, now: () => number) => {
  let endsAt = 0
  let used = 0
  return () => {
    if (now() >= endsAt) {
      endsAt = now() + hourMillis
      used = 0
    }
    used += 1
    const seconds = Math.ceil((endsAt - now()) / 1000)
    return {
      exceeded: used > allowed,
      headers: {
        "x-ratelimit-limit": String(allowed),
        "x-ratelimit-reset": String(Math.ceil(endsAt / 1000)),
        "x-ratelimit-rule": "a rule of the instance",
        ...(used > allowed && { "retry-after": String(seconds) }),
      },
    }
  }
}
