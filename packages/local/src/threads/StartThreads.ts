import { once } from "node:events"
import { Worker } from "node:worker_threads"
import type { ServiceName } from "@kith/core/pipeline"
import { Broken } from "@kith/core/telemetry/Broken"
import { say } from "@kith/core/telemetry/Harmless"
import type { Queue } from "@kith/core/topics/Queues"
import { Effect, Layer } from "effect"

/** What a thread is told when it starts. */
export interface Assignment {
  readonly env: NodeJS.ProcessEnv
  readonly serves: ReadonlyArray<ServiceName>
  readonly delivered: ReadonlyArray<Queue>
  readonly run: string
  readonly memory: SharedArrayBuffer
  /** Brings the store's log into its file. */
  readonly checkpoints: boolean
  readonly isTTY: boolean
}

/** Starts a thread for each, and ends them when they have finished what is in flight. A thread that dies takes the process with it. */
export const threadsLayer = (assignments: ReadonlyArray<Assignment>): Layer.Layer<never> =>
  Layer.effectDiscard(
    Effect.acquireRelease(
      Effect.promise(() => Promise.all(assignments.map(start))),
      (threads) => Effect.promise(() => Promise.all(threads.map(({ stop }) => stop()))),
    ),
  )

const start = async (assignment: Assignment) => {
  const worker = new Worker(new URL("./thread.ts", import.meta.url), { workerData: assignment })
  const gone = once(worker, "exit")
  await Promise.race([once(worker, "message"), gone.then(died)])
  let isStopping = false
  void gone.then(() => {
    if (!isStopping) died()
  })
  return {
    stop: async () => {
      isStopping = true
      worker.postMessage("stop")
      await gone
    },
  }
}

const died = () => {
  throw new Broken(say`a thread ended by itself`)
}
