import { randomUUID } from "node:crypto"
import { Context, Effect } from "effect"

/** Where ids come from that stand for nothing but themselves: a UUID each, unless somebody has to know them beforehand. */
export const FreshIds = Context.Reference<Effect.Effect<string>>("@kith/core/FreshIds", {
  defaultValue: () => Effect.sync(() => randomUUID()),
})

/** An id that nobody else has. */
export const freshId: Effect.Effect<string> = Effect.flatten(FreshIds)
