import { constants, setPriority } from "node:os"
import { parentPort, workerData } from "node:worker_threads"
import { Neighbours } from "@kith/core/documents/Neighbours"
import { Pressure } from "@kith/core/pressure/Pressure"
import { loggingLayer } from "@kith/core/telemetry/Logging"
import { type Note, Trail } from "@kith/core/telemetry/Trail"
import { Effect, Layer, ManagedRuntime } from "effect"
import { embeddedSettings } from "../EmbeddedSettings.ts"
import { handlersFor, portsLayer, storeLayer, workLayer } from "../Part.ts"
import { openChannel } from "./Channel.ts"
import { sharedIn } from "./Memory.ts"
import type { Assignment } from "./StartThreads.ts"

/** A thread of the embedded runtime: some of the services, on a connection of its own to the same file. */

// Senders wait for the first thread, nobody for these: where cores are few, it goes first. To Linux 0 is this thread alone.
if (process.platform === "linux") setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)

const { env, serves, delivered, run, memory, checkpoints, isTTY } = workerData as Assignment
const settings = await Effect.runPromise(embeddedSettings(env))
const channel = openChannel(run)
const { turn, level } = sharedIn(memory)
const output = { isTTY, write: (text: string) => process.stdout.write(text) }

const told = Layer.mergeAll(
  // Requests crowd where they are answered: that thread has an event loop of its own.
  Layer.succeed(Pressure, { level, isCrowded: () => false }),
  Layer.succeed(Trail, (note: Note, at: number) => Effect.sync(() => channel.leaveNote(note, at))),
)
const runtime = ManagedRuntime.make(
  workLayer(handlersFor(settings), serves, delivered).pipe(
    Layer.provideMerge(told),
    Layer.provideMerge(Layer.mergeAll(storeLayer(settings, { turn, checkpoints }), portsLayer(settings, run))),
    Layer.provideMerge(Layer.succeed(Neighbours, channel.neighbours)),
    Layer.provideMerge(loggingLayer({ service: "kith", level: settings.own.LOG_LEVEL }, output)),
  ),
)
await runtime.context()

parentPort?.once("message", async () => {
  await runtime.dispose()
  channel.close()
  // What was logged last goes out by the first thread.
  process.stdout.write("", () => process.exit(0))
})
parentPort?.postMessage("ready")
