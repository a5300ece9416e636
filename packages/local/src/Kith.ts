import { randomBytes } from "node:crypto"
import { mkdirSync } from "node:fs"
import { type Assets, noAssets } from "@kith/console/web/Assets"
import { Neighbours } from "@kith/core/documents/Neighbours"
import { type HttpHandler, problem } from "@kith/core/http/Http"
import { listen } from "@kith/core/http/Server"
import { subscriptionName, subscriptions } from "@kith/core/pipeline"
import { embeddedLimits, makeInFlight, watchPressure } from "@kith/core/pressure/Pressure"
import { loggingLayer } from "@kith/core/telemetry/Logging"
import { Trail } from "@kith/core/telemetry/Trail"
import { type Queue, queues } from "@kith/core/topics/Queues"
import { SqliteQueue } from "@kith/core/topics/SqliteQueue"
import { countTooLarge } from "@kith/ingress-redactor/Ingress"
import { Clock, Effect, Layer, ManagedRuntime } from "effect"
import { embeddedSettings } from "./EmbeddedSettings.ts"
import { onlyProcess } from "./OnlyProcess.ts"
import { type Handlers, handlersFor, type Needed, portsLayer, storeLayer, workLayer } from "./Part.ts"
import { type Channel, openChannel } from "./threads/Channel.ts"
import { newMemory, sharedIn } from "./threads/Memory.ts"
import { shares } from "./threads/Shares.ts"
import { threadsLayer } from "./threads/StartThreads.ts"

export interface Kith {
  readonly port: number
  /** Finishes the requests and deliveries in flight; what else was accepted is in the queue for the next start. */
  readonly stop: () => Promise<void>
}

/**
 * The whole of Kith in one process: every service, its documents and its topics in one file, on as many threads as
 * `KITH_THREADS` says. `delivered` as the broker's; without `web` the console answers programs only.
 */
export const startKith = async (
  env: NodeJS.ProcessEnv,
  delivered: ReadonlyArray<Queue> = queues,
  web: Assets = noAssets,
): Promise<Kith> => {
  const settings = await Effect.runPromise(embeddedSettings(env))
  const { own } = settings
  const handlers = handlersFor(settings, web)
  const [run, memory] = [randomBytes(8).toString("hex"), newMemory()]
  const channel = openChannel(run)
  const { turn, setLevel } = sharedIn(memory)
  const inFlight = makeInFlight()
  const [serves, ...others] = shares[own.KITH_THREADS]
  const threads = threadsLayer(
    others.map((serves, i) => {
      const checkpoints = i === others.length - 1
      return { env, serves, delivered, run, memory, checkpoints, isTTY: process.stdout.isTTY === true }
    }),
  )
  const ports = Layer.mergeAll(
    watchPressure(inFlight, embeddedLimits, waitingForTheResolver, setLevel),
    hearing(channel),
  ).pipe(
    Layer.provideMerge(storeLayer(settings, { turn, checkpoints: others.length === 0 })),
    Layer.provideMerge(portsLayer(settings, run)),
  )
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(workLayer(handlers, serves, delivered), threads).pipe(
      Layer.provideMerge(ports),
      Layer.provideMerge(others.length === 0 ? Layer.empty : Layer.succeed(Neighbours, channel.neighbours)),
      Layer.provideMerge(loggingLayer({ service: "kith", level: own.LOG_LEVEL })),
    ),
  )
  mkdirSync(own.KITH_DATA_DIR, { recursive: true, mode: 0o700 })
  const lock = onlyProcess(own.KITH_DATA_DIR)
  const { port, stop } = await listen("kith", publicHandler(handlers), {
    port: own.PORT,
    runtime,
    releaseMillis: 10_000,
    onTooLarge: countTooLarge,
    inFlight,
  })
  const release = () => {
    channel.close()
    lock.release()
  }
  return { port, stop: () => stop().finally(release) }
}

/** What other threads note is told by this one, which answers for all of them. */
const hearing = (channel: Channel) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const take = yield* Trail
      const context = yield* Effect.context<never>()
      channel.onNotes((notes) => {
        Effect.runForkWith(context)(Effect.forEach(notes, ([note, at]) => take(note, at), { discard: true }))
      })
    }),
  )

const untilResolved = subscriptions.filter(({ topic }) => topic.startsWith("interaction-")).map(subscriptionName)

/** Milliseconds that the event which has been due the longest has been. */
const waitingForTheResolver = Effect.gen(function* () {
  const { nextDue } = yield* SqliteQueue
  const due = yield* Effect.forEach(untilResolved, nextDue)
  const now = yield* Clock.currentTimeMillis
  return Math.max(0, ...due.map((at) => (at === undefined ? 0 : now - at)))
}).pipe(Effect.orElseSucceed(() => 0))

/** One port for the webhook and the console. Pushes never leave the process, so from outside there are none. */
const publicHandler =
  (handlers: Handlers): HttpHandler<Needed> =>
  (request) => {
    if (request.path.startsWith("/push/")) return Effect.succeed(problem(404, "Not found"))
    return request.path.startsWith("/webhooks/") ? handlers["ingress-redactor"](request) : handlers.console(request)
  }
