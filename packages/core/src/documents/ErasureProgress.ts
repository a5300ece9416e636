import { Clock, Effect, Schedule } from "effect"
import { type ErasureRecord, Erasures } from "./Collections.ts"
import { Documents, ref } from "./Documents.ts"

export type SystemProgress = Omit<ErasureRecord["systems"][number], "at">

/** Several systems report at the same time. */
const patience = Schedule.exponential("20 millis").pipe(Schedule.jittered, Schedule.upTo({ times: 8 }))

/** The systems of an erasure after one of them told how far it is. */
const withProgress = (
  systems: ErasureRecord["systems"],
  progress: SystemProgress,
  at: number,
): ErasureRecord["systems"] => [...systems.filter(({ name }) => name !== progress.name), { ...progress, at }]

/** Writes down how far one system is with forgetting. Nothing happens if there is no such erasure. */
export const reportErasure = Effect.fn("ErasureProgress.reportErasure")(
  function* (erasureId: string, progress: SystemProgress) {
    const documents = yield* Documents
    const [erasure] = yield* documents.getMany([ref(Erasures, erasureId)])
    if (erasure === undefined) return
    const at = Math.floor(yield* Clock.currentTimeMillis)
    // Whoever reports was told, so the erasure is known to be published, and leaves its sweep's tag behind.
    const body = { ...erasure.body, published: true, systems: withProgress(erasure.body.systems, progress, at) }
    yield* documents.commit({ writes: [{ op: "put", ref: ref(Erasures, erasureId), body, seen: erasure.version }] })
  },
  Effect.retry({ schedule: patience, while: (error) => error._tag === "DocumentsHaveMoved" }),
)
