import type { Mix } from "./Traffic.ts"

export interface Plan {
  readonly url: string
  readonly token: string
  /** Events per second. */
  readonly rate: number
  readonly seconds: number
  readonly seed: number
  readonly mix: Mix
  /** In every id and address, so that runs on one store do not meet. */
  readonly name: string
  readonly connections: number
}

/** By event, in the order in which they were due; times in epoch milliseconds. */
export interface Sent {
  readonly conversations: Array<string>
  readonly opens: Array<boolean>
  readonly dueAt: Array<number>
  readonly answeredAt: Array<number>
  /** 0: no answer. */
  readonly statuses: Array<number>
  readonly eventIds: Array<string>
  /** It could change who somebody is: what could not is worked off when it is answered. */
  readonly matters: Array<boolean>
  /** The longest that the generator itself was behind. */
  lateMillis: number
}
