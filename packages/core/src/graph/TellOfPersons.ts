import { Effect } from "effect"
import type { IdentityResolved } from "../message/IdentityResolved.ts"
import { traceAttributes } from "../telemetry/Trace.ts"
import { Topics } from "../topics/Topics.ts"

/** A person that changed, or may have. */
export interface Told {
  readonly customerId: string
  readonly version: number
}

/** One `identity-resolved` for each, unless one waits that nobody has taken yet. */
export const tellOfPersons = Effect.fnUntraced(function* (persons: ReadonlyArray<Told>) {
  if (persons.length === 0) return
  const latest = new Map<string, number>()
  for (const { customerId, version } of persons) latest.set(customerId, Math.max(version, latest.get(customerId) ?? 0))
  const attributes = yield* traceAttributes
  yield* (yield* Topics).publish(
    "identity-resolved",
    [...latest].map(([customerId, profileVersion]) => ({
      data: { schema: 1, customerId, profileVersion } satisfies IdentityResolved,
      attributes,
      about: customerId,
    })),
  )
})
