import * as z from "zod"

/** What can be wrong with a vendor from the start. */
export interface TroubleAtFirst {
  readonly down?: boolean
  readonly latencyMillis?: number
}

/** The vendor's bad days, switched while it runs. */
export interface Trouble {
  /** Everything answers 503 and changes nothing. */
  readonly down: (isDown: boolean) => void
  /** Every answer comes this much later. */
  readonly latency: (millis: number) => void
  /** The next successful writes are applied, and then the connection breaks instead of an answer. */
  readonly loseNextResponse: (count?: number) => void
  /** Every token given so far is refused from now on. */
  readonly expireSessions: () => void
}

export interface TroubleState extends Trouble {
  readonly isDown: () => boolean
  readonly latencyMillis: () => number
  /** True as often as losses were ordered. */
  readonly losesThisResponse: () => boolean
}

export const makeTrouble = (first: TroubleAtFirst | undefined, expireSessions: () => void): TroubleState => {
  let isDown = first?.down ?? false
  let latencyMillis = first?.latencyMillis ?? 0
  let losses = 0
  return {
    down: (value) => {
      isDown = value
    },
    latency: (millis) => {
      latencyMillis = millis
    },
    loseNextResponse: (count = 1) => {
      losses += count
    },
    expireSessions,
    isDown: () => isDown,
    latencyMillis: () => latencyMillis,
    losesThisResponse: () => losses > 0 && losses-- > 0,
  }
}

/** The body of `POST /simulator/trouble`. */
export const TroubleOrder = z.strictObject({
  down: z.boolean().optional(),
  latencyMillis: z.int().min(0).max(60_000).optional(),
  loseResponses: z.int().min(1).max(1_000).optional(),
  expireSessions: z.literal(true).optional(),
})

export const makeTroubleAsOrdered = (trouble: Trouble, order: z.output<typeof TroubleOrder>): void => {
  if (order.down !== undefined) trouble.down(order.down)
  if (order.latencyMillis !== undefined) trouble.latency(order.latencyMillis)
  if (order.loseResponses !== undefined) trouble.loseNextResponse(order.loseResponses)
  if (order.expireSessions) trouble.expireSessions()
}
