import { Effect } from "effect"
import type { Stopped } from "../Stopped.ts"

/** `look`: it works, and somebody should know; `unwell`: it has to be seen to; `unknown`: it could not be looked at. */
export type State = "well" | "look" | "unwell" | "unknown"

/** One thing looked at: how it is, and what to do about it. */
export interface Finding {
  readonly check: string
  readonly state: State
  readonly says: string
  readonly todo?: string
}

export const well = (check: string, says: string): Finding => ({ check, state: "well", says })
export const look = (check: string, says: string, todo: string): Finding => ({ check, state: "look", says, todo })
export const unwell = (check: string, says: string, todo: string): Finding => ({ check, state: "unwell", says, todo })
export const unknown = (check: string, says: string, todo?: string): Finding => ({
  check,
  state: "unknown",
  says,
  ...(todo !== undefined && { todo }),
})

/** A check that the API did not answer is one that could not be made: the findings of the others stand all the same. */
export const orUnknown =
  (check: string) =>
  <R>(findings: Effect.Effect<ReadonlyArray<Finding>, Stopped, R>): Effect.Effect<ReadonlyArray<Finding>, never, R> =>
    Effect.catch(findings, ({ message }) => Effect.succeed([unknown(check, message)]))
