import { Context, Effect } from "effect"
import { findGaps, type GapsFound } from "./FindGaps.ts"

/** How far back the org is asked for what never arrived, in hours; 0 never asks. */
export const ReconcileHours = Context.Reference<number>("@kith/writeback/ReconcileHours", { defaultValue: () => 0 })

/** `POST /tasks/reconcile`, from the scheduler or a timer: asks Genesys for what the webhook was never told. */
export const reconcile: Effect.Effect<
  GapsFound | undefined,
  Effect.Error<ReturnType<typeof findGaps>>,
  Effect.Services<ReturnType<typeof findGaps>>
> = Effect.flatMap(ReconcileHours, (hours) => (hours === 0 ? Effect.succeed(undefined) : findGaps(hours)))
