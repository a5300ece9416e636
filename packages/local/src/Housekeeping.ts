import { publishErasures } from "@kith/console/PublishErasures"
import { sweep } from "@kith/core/documents/SqliteSweep"
import { expireInteractions } from "@kith/core/graph/ExpireInteractions"
import { expireReasons } from "@kith/core/graph/ExpireReasons"
import { passOnLeft } from "@kith/core/graph/PassOn"
import type { ServiceName } from "@kith/core/pipeline"
import { recountHistory } from "@kith/core/policy/RecountHistory"
import { logError } from "@kith/core/telemetry/Log"
import { refreshFromCrms } from "@kith/crm-sync/ReadCrms"
import { checkAssociations } from "@kith/writeback/CheckAssociations"
import { reconcile } from "@kith/writeback/Tasks"
import { Effect, Layer, Schedule } from "effect"

/** What Cloud Scheduler does on Google Cloud for these services. A sweep that fails is logged and comes round again. */
export const housekeeping = (serves: ReadonlyArray<ServiceName>) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      if (serves.includes("console")) {
        yield* Effect.forkScoped(again("sweep", "10 minutes", sweep()))
        yield* Effect.forkScoped(again("publish erasures", "10 seconds", publishErasures()))
        yield* Effect.forkScoped(again("tell of persons", "1 minute", passOnLeft()))
        yield* Effect.forkScoped(again("expire interactions", "10 minutes", expireInteractions()))
        yield* Effect.forkScoped(again("expire reasons", "10 minutes", expireReasons()))
      }
      // Beside who decides: the webhook and the console have a thread of their own.
      if (serves.includes("resolver"))
        yield* Effect.forkScoped(again("recount history", "1 second", recountHistory(10_000)))
      if (serves.includes("crm-sync")) yield* Effect.forkScoped(again("read the CRMs", "1 minute", refreshFromCrms()))
      if (serves.includes("writeback")) {
        yield* Effect.forkScoped(again("reconcile with Genesys", "10 minutes", reconcile))
        yield* Effect.forkScoped(again("check Genesys contacts", "1 minute", checkAssociations()))
      }
    }),
  )

type Operation =
  | "sweep"
  | "publish erasures"
  | "tell of persons"
  | "expire interactions"
  | "expire reasons"
  | "recount history"
  | "reconcile with Genesys"
  | "read the CRMs"
  | "check Genesys contacts"

const again = <E, R>(
  operation: Operation,
  every: "10 minutes" | "1 minute" | "10 seconds" | "1 second",
  task: Effect.Effect<unknown, E, R>,
) =>
  task.pipe(
    Effect.catchCause((cause) => logError("housekeeping failed", { operation }, cause)),
    Effect.repeat(Schedule.spaced(every)),
  )
