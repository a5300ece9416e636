import type { SqliteFailed } from "@kith/core/documents/SqliteFailed"
import type { HttpHandler } from "@kith/core/http/Http"
import type { ServiceName } from "@kith/core/pipeline"
import { Pressure } from "@kith/core/pressure/Pressure"
import { logError } from "@kith/core/telemetry/Log"
import { type Queue, queues } from "@kith/core/topics/Queues"
import { SqliteQueue } from "@kith/core/topics/SqliteQueue"
import { Clock, Effect, FiberSet, Layer } from "effect"
import { deliver } from "./Deliver.ts"

/**
 * Delivers what is published, as Pub/Sub push does and as `pipeline.ts` says, to handlers in this process. At least
 * once; closing it takes no more deliveries and waits for those in flight, but not for ever. `delivered`: the queues with
 * other waits, for tests that cannot wait as long as an outage does.
 */
export const layer = (
  handlers: Readonly<Record<ServiceName, HttpHandler>>,
  delivered: ReadonlyArray<Queue> = queues,
): Layer.Layer<never, SqliteFailed, SqliteQueue> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const store = yield* SqliteQueue
      yield* store.release(delivered.map(({ name }) => name))
      const inFlight = yield* FiberSet.make<void, SqliteFailed>()
      yield* Effect.addFinalizer(() => drained(inFlight))
      for (const queue of delivered) yield* Effect.forkScoped(empty(queue, handlers[queue.service], inFlight))
    }),
  )

type InFlight = FiberSet.FiberSet<void, SqliteFailed>

/** Those still running then keep their lease until the next start. */
const drained = (inFlight: InFlight) => FiberSet.awaitEmpty(inFlight).pipe(Effect.timeoutOption("8 seconds"))

/** Keeps a subscription's slots filled for as long as there is something due. */
const empty = Effect.fnUntraced(function* (queue: Queue, handler: HttpHandler, inFlight: InFlight) {
  const store = yield* SqliteQueue
  const arrivals = store.arrivals(queue.name)
  const { level, isCrowded } = yield* Pressure
  let busy = 0
  const places = () => {
    // Whoever waits for an answer goes before everybody who has one.
    if (isCrowded()) return 1
    return level() === "calm" ? queue.concurrency : (queue.concurrencyWhenBusy ?? queue.concurrency)
  }
  const freeSlot = Effect.sync(() => {
    busy -= 1
    arrivals.openUnsafe()
  })

  // What was leased must reach its fiber, so this is not to be interrupted half way.
  const fill = Effect.fnUntraced(function* () {
    const leased = yield* store.lease(queue.name, () => Math.max(0, places() - busy))
    busy += leased.length
    for (const delivery of leased) yield* FiberSet.run(inFlight, deliver(queue, handler, delivery, freeSlot))
  }, Effect.uninterruptible)

  const turn = Effect.fnUntraced(
    function* () {
      // Closed before looking: an arrival or a free slot from here on opens it again.
      arrivals.closeUnsafe()
      const due = busy < places() ? yield* store.nextDue(queue.name) : undefined
      if (due === undefined) return yield* arrivals.await
      const now = yield* Clock.currentTimeMillis
      if (due <= now) return yield* fill()
      return yield* Effect.raceFirst(arrivals.await, Effect.sleep(due - now))
    },
    Effect.catch(({ reason }) =>
      Effect.andThen(
        logError("deliveries cannot be read", { subscription: queue.name, reason }),
        Effect.sleep("1 second"),
      ),
    ),
  )

  return yield* Effect.forever(turn())
})
