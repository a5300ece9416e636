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
  /** Nobody can log in; whoever has a token goes on. */
  readonly loginDown: (isDown: boolean) => void
  /** Every answer comes this much later. */
  readonly latency: (millis: number) => void
  /** The next successful writes are applied, and then the connection breaks instead of an answer. */
  readonly loseNextResponse: (count?: number) => void
  /** The next answers are of this status, such as 429 or 500, and nothing changes; perhaps they say when to come back. */
  readonly failNext: (status: number, count?: number, retryAfterSeconds?: number) => void
  /** Every token given so far is refused from now on. */
  readonly expireSessions: () => void
}

export interface Failure {
  readonly status: number
  readonly retryAfterSeconds?: number
}

export interface TroubleState extends Trouble {
  readonly isDown: () => boolean
  readonly isLoginDown: () => boolean
  readonly latencyMillis: () => number
  /** True as often as losses were ordered. */
  readonly losesThisResponse: () => boolean
  /** The failure that this answer has to be, as often as failures were ordered. */
  readonly failsWith: () => Failure | undefined
}

export const makeTrouble = (first: TroubleAtFirst | undefined, expireSessions: () => void): TroubleState => {
  let isDown = first?.down ?? false
  let isLoginDown = false
  let latencyMillis = first?.latencyMillis ?? 0
  let losses = 0
  const failures: Array<Failure> = []
  return {
    down: (value) => {
      isDown = value
    },
    loginDown: (value) => {
      isLoginDown = value
    },
    latency: (millis) => {
      latencyMillis = millis
    },
    loseNextResponse: (count = 1) => {
      losses += count
    },
    failNext: (status, count = 1, retryAfterSeconds) => {
      const failure = { status, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) }
      failures.push(...Array<Failure>(count).fill(failure))
    },
    failsWith: () => failures.shift(),
    expireSessions,
    isDown: () => isDown,
    isLoginDown: () => isLoginDown,
    latencyMillis: () => latencyMillis,
    losesThisResponse: () => losses > 0 && losses-- > 0,
  }
}

/** The body of `POST /simulator/trouble`. */
export const TroubleOrder = z.strictObject({
  down: z.boolean().optional(),
  loginDown: z.boolean().optional(),
  latencyMillis: z.int().min(0).max(60_000).optional(),
  loseResponses: z.int().min(1).max(1_000).optional(),
  failNext: z.strictObject({ status: z.int().min(400).max(599), count: z.int().min(1).max(1_000) }).optional(),
  expireSessions: z.literal(true).optional(),
})

export const makeTroubleAsOrdered = (trouble: Trouble, order: z.output<typeof TroubleOrder>): void => {
  if (order.down !== undefined) trouble.down(order.down)
  if (order.loginDown !== undefined) trouble.loginDown(order.loginDown)
  if (order.latencyMillis !== undefined) trouble.latency(order.latencyMillis)
  if (order.loseResponses !== undefined) trouble.loseNextResponse(order.loseResponses)
  if (order.failNext !== undefined) trouble.failNext(order.failNext.status, order.failNext.count)
  if (order.expireSessions) trouble.expireSessions()
}
