import { randomInt, randomUUID } from "node:crypto"
import { Clock, Effect, Schedule, Semaphore } from "effect"
import { grpcStatus } from "../http/GrpcStatus.ts"
import { logWarning } from "../telemetry/Log.ts"
import type { Firestore, StoredDocument, StoredWrite } from "./FirestoreConnection.ts"
import { timestampOf } from "./FirestoreWrites.ts"

type Increments = Map<string, number>

/** Firestore takes about one write a second to a document: enough for 80 processes at one flush in five seconds each. */
const shards = 16
const flushEvery = "5 seconds"
const flushIsRememberedFor = 24 * 3600 * 1000

/**
 * Counters that are added up in memory and flushed every few seconds, and at the end, into one of the shards. A flush
 * leaves a marker, so that one whose answer was lost is not added twice; only a crash loses what was not flushed yet.
 */
export const makeCounters = Effect.fnUntraced(function* (firestore: Firestore) {
  const lock = yield* Semaphore.make(1)
  const shard = String(randomInt(shards))
  let pending: Increments = new Map()
  let flushing: { readonly id: string; readonly increments: Increments } | undefined

  const flush = Effect.gen(function* () {
    if (flushing === undefined) {
      if (pending.size === 0) return
      flushing = { id: randomUUID(), increments: pending }
      pending = new Map()
    }
    const rememberedUntil = (yield* Clock.currentTimeMillis) + flushIsRememberedFor
    yield* firestore
      .commit([
        marker(firestore.nameOf("counter-flushes", flushing.id), rememberedUntil),
        addition(firestore.nameOf("counters", shard), flushing.increments),
      ])
      .pipe(
        Effect.catchIf(
          (failure) => failure.status.code === alreadyExists,
          () => Effect.void,
        ),
      )
    flushing = undefined
  }).pipe(lock.withPermit)

  const tryToFlush = flush.pipe(
    Effect.catch((failure) => logWarning("counters wait to be stored", { reason: failure.status.name })),
  )
  yield* Effect.addFinalizer(() => tryToFlush)
  yield* Effect.forkScoped(Effect.repeat(tryToFlush, Schedule.spaced(flushEvery)))

  return {
    add: (counts: Readonly<Record<string, number>>): void => {
      for (const [name, increment] of Object.entries(counts)) {
        if (increment !== 0) pending.set(name, (pending.get(name) ?? 0) + increment)
      }
    },
    /** What all processes have flushed, this one just now. */
    totals: Effect.gen(function* () {
      yield* flush
      return sum(yield* firestore.query({ from: [{ collectionId: "counters" }] }))
    }),
  }
})

const alreadyExists = grpcStatus("ALREADY_EXISTS").code

const marker = (name: string, until: number): StoredWrite => ({
  update: { name, fields: { expiresAt: { timestampValue: timestampOf(until) } } },
  currentDocument: { exists: false },
})

/** Adds to the fields of `counts` and leaves the rest of the document alone, or begins it. */
const addition = (name: string, increments: Increments): StoredWrite => ({
  update: { name, fields: {} },
  updateMask: { fieldPaths: [] },
  updateTransforms: [...increments].map(([counter, increment]) => ({
    fieldPath: `counts.\`${counter.replaceAll(/[\\`]/g, "\\$&")}\``,
    increment: { integerValue: increment },
  })),
})

const sum = (documents: ReadonlyArray<StoredDocument>): Record<string, number> => {
  const totals: Record<string, number> = {}
  for (const document of documents) {
    for (const [name, value] of Object.entries(document.fields?.["counts"]?.mapValue?.fields ?? {})) {
      totals[name] = (totals[name] ?? 0) + Number(value.integerValue)
    }
  }
  return totals
}
