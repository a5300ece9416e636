import { Clock, Effect } from "effect"
import {
  Components,
  Identifiers,
  Policies,
  type PolicyInForce,
  type RecountProgress,
} from "../documents/Collections.ts"
import { type Collection, Documents, ref, type Snapshot } from "../documents/Documents.ts"
import { nothingRead } from "../graph/LoadEvidence.ts"
import { untilUnmoved } from "../graph/UntilUnmoved.ts"
import type { Key } from "../identifier/Identifier.ts"
import type { ComponentRecord } from "../identity/Records.ts"
import { readInForce } from "./ActivatePolicy.ts"
import { inForceId, loadPolicyVersion } from "./PolicyInForce.ts"
import { recountPart } from "./RecountPart.ts"
import { type Change, maybeSharedNoMore, type Part } from "./RecountUnder.ts"

/** What one look at the store takes on; how far it got is written after each. */
const listed = 500
const recounted = 50
/** By then every process has read of the new policy, with some patience. */
const heardMillis = 4_000
/** By then what was decided by the old one is committed or given up, too. */
const settleMillis = 90_000

/**
 * Counts history anew under the policy in force, for about so long; the next run goes on from there. Rounds over all shared
 * identifiers and all components are made until one finds nothing old: traffic may have decided by the old policy meanwhile.
 * How many components are left, as far as was found. Whoever cannot be counted keeps no other, and fails the run.
 */
export const recountHistory = Effect.fn("RecountHistory.recountHistory")(function* (forMillis: number) {
  const until = (yield* Clock.currentTimeMillis) + forMillis
  for (;;) {
    const found = yield* readInForce
    const now = yield* Clock.currentTimeMillis
    if (found === undefined || isResting(found.body.recount, now)) return 0
    const { failure, ...step } = yield* stepOf(found.body, now)
    const recount = { ...step.recount, persons: found.body.recount.persons + step.persons }
    const body: PolicyInForce = { ...found.body, recount }
    const write = { op: "put", ref: ref(Policies, inForceId), body, seen: found.version } as const
    // Another version was activated, or another run was faster: what was recounted is.
    yield* Effect.catchTag((yield* Documents).commit({ writes: [write] }), "DocumentsHaveMoved", () => Effect.void)
    if (failure !== undefined) return yield* Effect.fail(failure)
    if ((yield* Clock.currentTimeMillis) >= until) return recount.found - recount.done
  }
})

const isResting = ({ walk, startedAt, finishedAt }: RecountProgress, now: number): boolean =>
  walk === "settled" ||
  (walk === "resting" && now < startedAt + (finishedAt === undefined ? heardMillis : settleMillis))

const isOld = ({ countedUnder = 0 }: ComponentRecord, version: number): boolean => countedUnder < version

const stepOf = Effect.fnUntraced(function* ({ version, previous, recount }: PolicyInForce, now: number) {
  const moved = { ...recount, movedAt: now }
  const nothing = { persons: 0, failure: undefined }
  if (recount.walk === "counting") return { ...nothing, recount: yield* countOld(moved, version) }
  if (recount.walk === "resting" || recount.walk === "settled") return { ...nothing, recount: newRound(moved) }
  const [{ policy }, shownBy] = [yield* loadPolicyVersion(version), yield* loadPolicyVersion(previous)]
  const change = { policy, previous: shownBy.policy }
  return yield* recount.walk === "shared" ? walkShared(moved, change) : walkComponents(moved, change)
})

const countOld = Effect.fnUntraced(function* (recount: RecountProgress, version: number) {
  const page = yield* pageOf(Components, recount, listed)
  const old = page.filter(({ body }) => isOld(body, version)).length
  const counted = { ...recount, found: recount.found + old }
  return page.length < listed ? newRound(counted) : goOn(counted, page)
})

/** Identifiers whose anchors no longer suffice: no component names one that was only seen with other shared ones. */
const walkShared = Effect.fnUntraced(function* (recount: RecountProgress, change: Change) {
  const page = yield* pageOf(Identifiers, recount, listed)
  const shared = page.flatMap(({ id, body }) => (body.state === "shared" ? [id as Key] : []))
  const doubtful = yield* untilUnmoved(Effect.suspend(() => maybeSharedNoMore(shared, nothingRead(), change.policy)))
  const run = yield* recountEach([...doubtful], change, (key) => ({ components: [], sharedNoMore: new Set([key]) }))
  const next = { ...recount, round: roundWith(recount, run) }
  const isOver = page.length < listed
  return { ...run, recount: isOver ? { ...withoutAfter(next), walk: "components" as const } : goOn(next, page) }
})

const walkComponents = Effect.fnUntraced(function* (recount: RecountProgress, change: Change) {
  const page = yield* pageOf(Components, recount, recounted)
  const old = page.flatMap(({ id, body }) => (isOld(body, change.policy.version) ? [id] : []))
  const run = yield* recountEach(old, change, (id) => ({ components: [id], sharedNoMore: new Set() }))
  const done = recount.done + run.changed
  const next = { ...recount, round: roundWith(recount, run), done, found: Math.max(recount.found, done) }
  return { ...run, recount: page.length < recounted ? endOfRound(next) : goOn(next, page) }
})

const recountEach = Effect.fnUntraced(function* <Id extends string>(
  ids: ReadonlyArray<Id>,
  change: Change,
  partOf: (id: Id) => Part,
) {
  const [runs, failures] = yield* Effect.partition(ids, (id) => recountPart(change, partOf(id)), { concurrency: 4 })
  return {
    changed: runs.filter(({ isRecounted }) => isRecounted).length,
    persons: runs.reduce((sum, { persons }) => sum + persons, 0),
    failed: failures.length,
    failure: failures[0],
  }
})

const roundWith = ({ round }: RecountProgress, run: { readonly changed: number; readonly failed: number }) => ({
  ...round,
  changed: round.changed + run.changed,
  failed: round.failed + run.failed,
})

const endOfRound = (recount: RecountProgress): RecountProgress => {
  const { round, startedAt, movedAt, found, finishedAt = movedAt } = recount
  if (round.changed > 0 || round.failed > 0) return newRound(recount)
  const rested = { ...withoutAfter(recount), done: found, walk: "resting" as const }
  if (round.startedAt < startedAt + heardMillis) return rested
  return { ...rested, finishedAt, walk: round.startedAt < startedAt + settleMillis ? "resting" : "settled" }
}

const newRound = (recount: RecountProgress): RecountProgress => ({
  ...withoutAfter(recount),
  walk: "shared",
  round: { startedAt: recount.movedAt, changed: 0, failed: 0 },
})

const withoutAfter = ({ after: _, ...recount }: RecountProgress): RecountProgress => recount

const goOn = (recount: RecountProgress, page: ReadonlyArray<Snapshot>): RecountProgress => ({
  ...recount,
  after: page.at(-1)?.id,
})

const pageOf = <A>(collection: Collection<A>, { after }: RecountProgress, limit: number) =>
  Documents.use((documents) => documents.list(collection, { limit, ...(after !== undefined && { after }) }))
