import { Clock, Effect, Schedule } from "effect"
import { say, shaped } from "../telemetry/Harmless.ts"
import { logError } from "../telemetry/Log.ts"
import { type ErasureRecord, Erasures } from "./Collections.ts"
import { Documents, ref, type Seen, type Write } from "./Documents.ts"

export type SystemProgress = Omit<ErasureRecord["systems"][number], "at">

/** The system that stands for Genesys' own erasure, by its GDPR API. */
export const genesysGdpr = say`genesys-gdpr`

/** Tags that the console's sweep looks for: not everybody is known to be told; not closed yet. */
export const unpublished = "unpublished"
export const open = "open"

/**
 * The only way an erasure's record is written, so that the sweep finds it for as long as something is left to do.
 * `expiresAt`: of one that is closed, epoch milliseconds.
 */
export const erasureWrite = (body: ErasureRecord, seen: Seen, expiresAt?: number): Write => ({
  op: "put",
  ref: ref(Erasures, body.erasureId),
  body,
  seen,
  tags: [...(body.published ? [] : [unpublished]), ...(body.closedAt === undefined ? [open] : [])],
  ...(expiresAt !== undefined && { expiresAt }),
})

/** The erasure after one of its systems told how far it is. */
export const withProgress = (erasure: ErasureRecord, progress: SystemProgress, at: number): ErasureRecord => ({
  ...erasure,
  systems: [...erasure.systems.filter(({ name }) => name !== progress.name), { ...progress, at }],
})

/** One that was given up, and is tried once more: what failed is under way again. */
export const reopened = ({ closedAt: _, ...erasure }: ErasureRecord, at: number): ErasureRecord => ({
  ...erasure,
  reopenedAt: at,
  systems: erasure.systems.map((system) =>
    system.status === "failed" ? { ...system, status: "running", at } : system,
  ),
})

/** Several systems report at the same time. */
const patience = Schedule.exponential("20 millis").pipe(Schedule.jittered, Schedule.upTo({ times: 8 }))

/** Writes down how far one system is with forgetting. Nothing happens if there is no such erasure, or it is closed. */
export const reportErasure = Effect.fn("ErasureProgress.reportErasure")(
  function* (erasureId: string, progress: SystemProgress) {
    const documents = yield* Documents
    const [erasure] = yield* documents.getMany([ref(Erasures, erasureId)])
    if (erasure === undefined || erasure.body.closedAt !== undefined) return
    const { name, status, reason } = progress
    if (status === "failed")
      yield* logError("erasure failed", { erasureId: shaped("uuid", erasureId), system: name, reason })
    const at = Math.floor(yield* Clock.currentTimeMillis)
    // Whoever reports was told, so the erasure is known to be published.
    const body = withProgress({ ...erasure.body, published: true }, progress, at)
    yield* documents.commit({ writes: [erasureWrite(body, erasure.version)] })
  },
  Effect.retry({ schedule: patience, while: (error) => error._tag === "DocumentsHaveMoved" }),
)
