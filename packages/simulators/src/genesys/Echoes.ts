import type { EventBridgeEvent } from "./Envelope.ts"
import type { GuideEvent } from "./GuideEvents.ts"

export type Echo = (event: GuideEvent | EventBridgeEvent) => void | Promise<void>

export interface Echoes {
  /** Does not wait: an org answers the caller before its event bus has delivered. */
  readonly raise: Echo
  /** Resolves when nothing is on its way; the number that the listener rejected so far. */
  readonly settled: () => Promise<number>
}

export const makeEchoes = (listener: Echo | undefined): Echoes => {
  const underWay = new Set<Promise<void>>()
  let rejected = 0
  return {
    raise: (event) => {
      const delivery = Promise.resolve()
        .then(() => listener?.(event))
        .catch(() => {
          rejected += 1
        })
        .finally(() => underWay.delete(delivery))
      underWay.add(delivery)
    },
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay)
      return rejected
    },
  }
}
