import { Clock, Context, Effect, Schedule } from "effect"
import { keptMillis } from "../settings/PrivacyPolicy.ts"
import type { Harmless } from "../telemetry/Harmless.ts"
import { age } from "../telemetry/Trace.ts"
import { leave } from "../telemetry/Trail.ts"
import { EffectIsUnderWay } from "../topics/Delivery.ts"
import { type EffectRecord, Effects } from "./Collections.ts"
import { Documents, fitting, ref, type Snapshot, type Version } from "./Documents.ts"
import { aboutToWrite, havingWritten, isReadyFor, type Marks } from "./EffectMarks.ts"

/**
 * Applies a change to an outside system once per state, with duplicates, lost answers and a crash at any point:
 * lease → load → apply → record. While a lease stands the record's digest is empty, so whatever ends between lease and
 * record (a crash, a failure of unknown outcome) is applied again: effects are keyed upserts, so again is the same.
 */

/** What is changed, and by whom. */
export interface Place {
  readonly system: Harmless
  /** Safe in a document id. */
  readonly subject: string
  /** Unique to this handling of the message: a redelivery must not take the old handler's lease for its own. */
  readonly holder: string
  /** The record goes some time after the last write. Without it it stays for as long as the subject is not forgotten. */
  readonly passing?: true
}

/** The state that the other system should come to. */
export interface Wanted<P> {
  readonly version: number
  /** Keyed hash of everything that is worth a call when it changes; not empty. */
  readonly digest: string
  /** The other system's own id of the record that it is to be told to, where the subject says which. */
  readonly place?: string | undefined
  /** Of what is written into each field, where that is to be known again; without it what is known stays. */
  readonly marks?: (() => Marks) | undefined
  readonly payload: P
}

/** How an application ended; `expired` and `forgotten` close the subject for good. */
export interface Applied {
  readonly status?: Exclude<EffectRecord["status"], "none">
  readonly recordId?: string | undefined
  readonly reason?: Harmless
  /** This application made the record. */
  readonly created?: true
  /** Fields that said the same before us. */
  readonly there?: ReadonlyArray<string>
  /** The record that was written before is there no more, and none took its place: whoever comes next begins anew. */
  readonly undone?: true
  /** With `undone`: documents of interactions that the graph has to take in before anybody begins anew. */
  readonly awaits?: ReadonlyArray<string>
}

export type Outcome = "applied" | "unchanged" | "stale" | "closed" | "undone"

const leaseMillis = 120_000
/**
 * So much shorter than the lease that its holder has stopped writing before anybody else starts, also where the clocks of
 * the two are a minute apart.
 */
const workMillis = 45_000

/** A lease that has stood for so long is a slow vendor's or a dead process's: nobody stands by for its end. */
const slowMillis = 5_000
/** Another handler is done in a fraction of a second, or its vendor is slow: then the message comes again later. */
const patience = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("1 second")]).pipe(
  Schedule.jittered,
  Schedule.upTo({ times: 6 }),
)

export const effectRef = (place: Pick<Place, "system" | "subject">) => ref(Effects, `${place.system}:${place.subject}`)

/** Whole milliseconds: a clock that is told to sleep for a jittered delay can stand between two. */
const now = Effect.map(Clock.currentTimeMillis, Math.floor)

const nothingYet: EffectRecord = { schema: 1, version: 0, digest: "", status: "none", at: 0 }

const isClosed = (record: EffectRecord) => record.status === "expired" || record.status === "forgotten"

/**
 * Names this run of the only process that writes to the store: a lease of another run is a dead process's, and nobody waits
 * for it. Nothing where several processes write: there a lease has to run out.
 */
export const OnlyRun = Context.Reference<string | undefined>("@kith/core/OnlyRun", { defaultValue: () => undefined })

const nameIn = (run: string | undefined, holder: string) => (run === undefined ? holder : `${run} ${holder}`)

const isLeased = ({ lease }: EffectRecord, at: number, run: string | undefined): boolean =>
  lease !== undefined && lease.until > at && (run === undefined || lease.holder.startsWith(nameIn(run, "")))

const isSlow = ({ lease }: EffectRecord, at: number): boolean =>
  lease !== undefined && lease.until - leaseMillis + slowMillis <= at

const withoutLease = ({ lease: _, ...record }: EffectRecord): EffectRecord => record

/** Of a record that is there no more, or another's. */
const withoutFields = ({ wrote: _, theirs: __, ...record }: EffectRecord): EffectRecord => record

type Named = Pick<Place, "system" | "subject" | "passing">

const read = Effect.fnUntraced(function* (place: Named) {
  const documents = yield* Documents
  const [snapshot] = yield* documents.getMany([effectRef(place)])
  return snapshot
})

const write = Effect.fnUntraced(function* (place: Named, seen: Version | "absent", body: EffectRecord) {
  const documents = yield* Documents
  const passes = place.passing === true || body.status === "forgotten"
  const expiry = passes && { expiresAt: body.at + (yield* keptMillis("effects")) }
  yield* documents.commit({ writes: [{ ...fitting(effectRef(place), body), seen, ...expiry }] })
})

/**
 * Brings a system to the present state of a subject. `load` tells that state, and is asked again once the lease is held:
 * what a slow handler loaded before can never overwrite what is newer. It answers `undefined` when the subject is no
 * more. A failed `apply` gives the lease back; a crashed one leaves it to run out.
 *
 * `unchanged`: the system has it already. `stale`: it has something newer, or the subject is no more. `closed`: it takes
 * nothing more for this subject. `undone`: it had something, and has nothing now. Fails with `EffectIsUnderWay` when another handler holds the lease for long.
 */
export const applyOnce = Effect.fnUntraced(function* <P, E1, R1, E2, R2>(
  place: Place,
  load: (recorded: EffectRecord) => Effect.Effect<Wanted<P> | undefined, E1, R1>,
  apply: (payload: P, recorded: EffectRecord) => Effect.Effect<Applied, E2, R2>,
) {
  const claim = yield* takeLease(place, load)
  if (typeof claim === "string") return claim
  return yield* workUnderLease(place, claim, load, apply).pipe(
    Effect.timeoutOrElse({
      duration: workMillis,
      orElse: () => Effect.fail(new EffectIsUnderWay({ system: place.system })),
    }),
  )
})

/**
 * Fails with `EffectIsUnderWay` while anybody may still be applying what was loaded before `since` (epoch milliseconds) to
 * a subject whose name begins with one of `prefixes`.
 */
export const noneUnderWay = Effect.fn("EffectLedger.noneUnderWay")(function* (
  system: Harmless,
  prefixes: ReadonlyArray<string>,
  since: number,
) {
  const documents = yield* Documents
  const at = yield* now
  const run = yield* OnlyRun
  if (at >= since + leaseMillis) return
  yield* Effect.forEach(
    prefixes,
    Effect.fnUntraced(function* (prefix) {
      const found = yield* documents.list(Effects, { prefix: `${system}:${prefix}`, limit: 500 })
      if (found.some(({ body }) => isLeased(body, at, run))) return yield* new EffectIsUnderWay({ system })
    }),
    { concurrency: 8, discard: true },
  )
})

/** Answers the record as it was before the lease, or what makes a lease needless. */
const takeLease = <P, E, R>(
  place: Place,
  load: (recorded: EffectRecord) => Effect.Effect<Wanted<P> | undefined, E, R>,
) => {
  let soonOver: EffectIsUnderWay | undefined
  const standBy = Effect.suspend(() => {
    soonOver ??= new EffectIsUnderWay({ system: place.system })
    return Effect.fail(soonOver)
  })
  const attempt = Effect.gen(function* () {
    const snapshot = yield* read(place)
    const recorded = snapshot?.body ?? nothingYet
    const at = yield* now
    if (isClosed(recorded)) return "closed" as const
    const run = yield* OnlyRun
    if (isLeased(recorded, at, run))
      return yield* isSlow(recorded, at) ? new EffectIsUnderWay({ system: place.system }) : standBy
    const wanted = yield* load(recorded)
    if (wanted === undefined || wanted.version < recorded.version) return "stale" as const
    if (isTold(wanted, recorded)) return "unchanged" as const
    const lease = { holder: nameIn(run, place.holder), until: at + leaseMillis }
    const body = { ...recorded, ...aboutToWrite(recorded, wanted.marks?.()), digest: "", lease, at }
    yield* write(place, snapshot?.version ?? "absent", body).pipe(Effect.catchTag("DocumentsHaveMoved", () => standBy))
    return withoutLease(recorded)
  })
  return Effect.retry(attempt, { schedule: patience, while: (error) => error === soonOver })
}

const workUnderLease = Effect.fnUntraced(function* <P, E1, R1, E2, R2>(
  place: Place,
  before: EffectRecord,
  load: (recorded: EffectRecord) => Effect.Effect<Wanted<P> | undefined, E1, R1>,
  apply: (payload: P, recorded: EffectRecord) => Effect.Effect<Applied, E2, R2>,
) {
  const [claimed, wanted] = yield* Effect.all([read(place), load(before)], { concurrency: 2 })
  const marks = wanted?.marks?.()
  const held = yield* heldFor(place, claimed, marks)
  if (wanted === undefined || wanted.version < before.version) {
    yield* release(place, held, before.digest)
    return "stale" as const
  }
  // It became something else and is what it was again, before anybody was told.
  if (isTold(wanted, before)) {
    yield* release(place, held, before.digest)
    return "unchanged" as const
  }
  // Whether a failed call was applied is unknown, so its lease is given back without a digest.
  const applied = yield* apply(wanted.payload, before).pipe(Effect.tapError(() => release(place, held, "")))
  if (applied.undone === true) {
    const awaits = applied.awaits !== undefined && applied.awaits.length > 0 && { awaits: [...applied.awaits] }
    const body = {
      ...withoutFields(withoutLease(held.body)),
      digest: "",
      status: "none",
      at: yield* now,
      ...awaits,
    } as const
    yield* write(place, held.version, body).pipe(Effect.catchTag("DocumentsHaveMoved", () => sleptPast(place)))
    return "undone" as const
  }
  const { status = "applied", reason } = applied
  const recordId = status === "forgotten" ? undefined : (applied.recordId ?? before.recordId)
  const body: EffectRecord = {
    schema: 1,
    version: wanted.version,
    digest: wanted.digest,
    status,
    ...(recordId !== undefined && { recordId }),
    ...(wanted.place !== undefined && wanted.place !== recordId && { sought: wanted.place }),
    ...(reason !== undefined && { reason }),
    ...(isOurs(applied, before) && { created: true }),
    ...(status !== "forgotten" && havingWritten(isSame(applied, before) ? before : {}, marks, applied.there ?? [])),
    at: yield* now,
  }
  yield* write(place, held.version, body).pipe(Effect.catchTag("DocumentsHaveMoved", () => sleptPast(place)))
  yield* leave({ note: "sent", system: place.system, subject: place.subject, outcome: status, millis: yield* age })
  return "applied" as const
})

/** To learn that the record we write to is the subject's is no news, and one that was tried in vain is tried with the next. */
const isTold = ({ digest, place }: Wanted<unknown>, { digest: told, recordId, sought }: EffectRecord): boolean =>
  digest === told && (place === undefined || place === recordId || place === sought)

/** The record under this handler's lease, ready for a crash while `marks` are written: the state may be newer than at the claim. */
const heldFor = Effect.fnUntraced(function* (
  place: Place,
  claimed: Snapshot<EffectRecord> | undefined,
  marks: Marks | undefined,
) {
  const holder = nameIn(yield* OnlyRun, place.holder)
  const isHeld = (one: Snapshot<EffectRecord> | undefined) => one?.body.lease?.holder === holder
  const underWay = new EffectIsUnderWay({ system: place.system })
  if (claimed === undefined || !isHeld(claimed)) return yield* underWay
  if (isReadyFor(claimed.body, marks)) return claimed
  yield* write(place, claimed.version, { ...claimed.body, ...aboutToWrite(claimed.body, marks) }).pipe(
    Effect.catchTag("DocumentsHaveMoved", () => Effect.fail(underWay)),
  )
  const held = yield* read(place)
  return held !== undefined && isHeld(held) ? held : yield* underWay
})

/** Made by this application, or by one before it that wrote to the same record. */
const isOurs = (applied: Applied, before: EffectRecord): boolean =>
  applied.created ?? (before.created === true && isSame(applied, before))

/** Written to the record that was written before. */
const isSame = ({ recordId }: Applied, before: EffectRecord): boolean =>
  recordId === undefined || recordId === before.recordId

/** Best effort: a lease that cannot be given back runs out. */
const release = (place: Place, held: Snapshot<EffectRecord>, digest: string) =>
  write(place, held.version, { ...withoutLease(held.body), digest }).pipe(Effect.ignore)

/** This handler slept past its lease, and wrote after somebody else: which of the two states the system holds is unknown. */
const sleptPast = (place: Place) =>
  Effect.andThen(distrust(place), Effect.fail(new EffectIsUnderWay({ system: place.system })))

/** The subject's record in the other system turned out to be somebody else's: whoever comes next finds or makes one. */
export const loseRecord = (place: Named) => distrust(place, ({ recordId: _, ...body }) => withoutFields(body))

/** The record forgets its digest, so that whoever comes next applies the present state. Nothing happens to one that is closed. */
const distrust = (place: Named, change: (body: EffectRecord) => EffectRecord = (body) => body) =>
  Effect.gen(function* () {
    const present = yield* read(place)
    if (present === undefined || isClosed(present.body)) return
    yield* write(place, present.version, { ...change(present.body), digest: "" })
  }).pipe(
    Effect.retry({ schedule: patience, while: (error) => error._tag === "DocumentsHaveMoved" }),
    Effect.catchTag("DocumentsHaveMoved", () => Effect.fail(new EffectIsUnderWay({ system: place.system }))),
  )
