import { Flow } from "@kith/core/telemetry/Flow"
import { Clock, Effect } from "effect"

/** What was found out a moment ago is not found out again. By world, because asking costs money in one of them. */
export const remembered = <A, E, R>(
  found: Effect.Effect<A, E, R>,
  millis: Readonly<Record<"embedded" | "google-cloud", number>>,
): Effect.Effect<A, E, R | Flow> => {
  let last: { readonly at: number; readonly value: A } | undefined
  return Effect.gen(function* () {
    const { world } = yield* Flow
    const now = yield* Clock.currentTimeMillis
    if (last !== undefined && now - last.at < millis[world]) return last.value
    const value = yield* found
    last = { at: now, value }
    return value
  })
}
