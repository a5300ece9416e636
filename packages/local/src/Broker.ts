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
      const pressing = new Set<string>()
      for (const queue of delivered) yield* Effect.forkScoped(empty(queue, handlers[queue.service], inFlight, pressing))
    }),
  )

type InFlight = FiberSet.FiberSet<void, SqliteFailed>

/** Those still running then keep their lease until the next start. */
const drained = (inFlight: InFlight) => FiberSet.awaitEmpty(inFlight).pipe(Effect.timeoutOption("8 seconds"))

/** Whoever gives way has a turn so often all the same. */
const turnMillis = 2_000
/** And looks so often whether it still has to. */
const lookMillis = 25

/**
 * Keeps a subscription's slots filled for as long as there is something due. In `pressing` stand the subscriptions that go
 * first and have more due than they have slots for.
 */
const empty = Effect.fnUntraced(function* (
  queue: Queue,
  handler: HttpHandler,
  inFlight: InFlight,
  pressing: Set<string>,
) {
  const store = yield* SqliteQueue
  const arrivals = store.arrivals(queue.name)
  const { level, isCrowded } = yield* Pressure
  let busy = 0
  const places = () => {
    // Whoever waits for an answer goes before everybody who has one.
    if (isCrowded()) return 1
    return level() === "calm" ? queue.concurrency : (queue.concurrencyWhenBusy ?? queue.concurrency)
  }
  const press = (hasMore: boolean) => {
    if (queue.goesFirst && hasMore) pressing.add(queue.name)
    else pressing.delete(queue.name)
  }
  let lastTurn = 0
  /** Milliseconds until it need not give way any more. */
  const givesWayFor = (now: number) =>
    queue.givesWay && pressing.size > 0 ? Math.max(0, lastTurn + turnMillis - now) : 0
  const freeSlot = Effect.sync(() => {
    busy -= 1
    arrivals.openUnsafe()
  })

  // What was leased must reach its fiber, so this is not to be interrupted half way.
  const fill = Effect.fnUntraced(function* () {
    let free = 0
    const leased = yield* store.lease(queue.name, () => {
      free = Math.max(0, places() - busy)
      return free
    })
    busy += leased.length
    press(leased.length >= free)
    for (const delivery of leased) yield* FiberSet.run(inFlight, deliver(queue, handler, delivery, freeSlot))
  }, Effect.uninterruptible)

  const turn = Effect.fnUntraced(
    function* () {
      // Closed before looking: an arrival or a free slot from here on opens it again.
      arrivals.closeUnsafe()
      if (busy >= places()) return yield* arrivals.await
      const due = yield* store.nextDue(queue.name)
      const now = yield* Clock.currentTimeMillis
      if (due === undefined || due > now) press(false)
      if (due === undefined) return yield* arrivals.await
      const way = givesWayFor(now)
      if (way > 0) return yield* Effect.sleep(Math.min(way, lookMillis))
      lastTurn = now
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
