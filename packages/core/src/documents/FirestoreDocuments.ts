import { Clock, Effect, Layer, Result } from "effect"
import { grpcStatus } from "../http/GrpcStatus.ts"
import { listed } from "../telemetry/Harmless.ts"
import {
  type Collection,
  type Commit,
  type DocumentIsUnreadable,
  Documents,
  DocumentsAreUnavailable,
  DocumentsHaveMoved,
  type Operation,
  type Ref,
  type Snapshot,
  type Write,
} from "./Documents.ts"
import {
  connect,
  type Firestore,
  type FirestoreFailed,
  type FirestoreSettings,
  type Query,
} from "./FirestoreConnection.ts"
import { makeCounters } from "./FirestoreCounters.ts"
import { idOf, isExpired, onePerDocument, snapshotOf, storedWrite, versionOf } from "./FirestoreWrites.ts"

/**
 * `Documents` on Firestore: preconditions instead of transactions, so no locks and no waiting. A commit that fails as
 * unavailable may have been applied; repeated, it then finds that its documents have moved.
 */
export const layer = (settings: FirestoreSettings): Layer.Layer<Documents> =>
  Layer.effect(
    Documents,
    Effect.gen(function* () {
      const firestore = yield* connect(settings)
      const counters = yield* makeCounters(firestore)

      const page = Effect.fnUntraced(function* <A>(operation: Operation, collection: Collection<A>, search: Search) {
        const now = yield* Clock.currentTimeMillis
        const limit = Math.min(search.limit, 500)
        const live: Array<Snapshot<A>> = []
        let after = search.after
        for (;;) {
          const query = pageQuery(firestore, collection.name, { ...search, after, limit })
          const documents = yield* Effect.mapError(firestore.query(query), unavailable(operation))
          const current = documents.filter((document) => !isExpired(document, now))
          live.push(...(yield* Effect.fromResult(Result.all(current.map((each) => snapshotOf(collection, each))))))
          const last = documents.at(-1)
          // A short page means the end to whoever asked, so expired documents are made up for.
          if (live.length >= limit || documents.length < limit || last === undefined) return live.slice(0, limit)
          after = idOf(last)
        }
      })

      return Documents.of({
        getMany: Effect.fn("Documents.getMany")(function* <A>(refs: ReadonlyArray<Ref<A>>) {
          if (refs.length === 0) return []
          const now = yield* Clock.currentTimeMillis
          const names = refs.map((ref) => firestore.nameOf(ref.collection.name, ref.id))
          const found = yield* Effect.mapError(firestore.get(names), unavailable("getMany"))
          return yield* Effect.fromResult(
            Result.all(
              refs.map((ref, index): Result.Result<Snapshot<A> | undefined, DocumentIsUnreadable> => {
                const document = found.get(names[index] ?? "")
                return document === undefined || isExpired(document, now)
                  ? Result.succeed(undefined)
                  : snapshotOf(ref.collection, document)
              }),
            ),
          )
        }),

        commit: Effect.fn("Documents.commit")(function* ({ writes, endings = [], counts = {} }: Commit) {
          if (writes.length > 0) yield* commitPastExpired(firestore, writes)
          for (const { disposition } of endings) counters.add({ [disposition]: 1 })
          counters.add(counts)
        }),

        list: Effect.fn("Documents.list")((collection, search) => page("list", collection, search)),
        find: Effect.fn("Documents.find")((collection, tag, search) => page("find", collection, { ...search, tag })),
        counts: Effect.mapError(counters.totals, unavailable("counts")),
      })
    }),
  )

const commitOnce = (firestore: Firestore, writes: ReadonlyArray<Write>) =>
  firestore
    .commit(writes.map((write) => storedWrite(write, firestore.nameOf)))
    .pipe(Effect.mapError((failure) => (hasMoved(failure, writes) ? moved(writes) : unavailable("commit")(failure))))

/** What is absent only because it expired stands in the way of a precondition until TTL takes it: then it goes now. */
const commitPastExpired = Effect.fnUntraced(function* (firestore: Firestore, all: ReadonlyArray<Write>) {
  const writes = onePerDocument(all)
  if (writes === undefined) return yield* moved(all)
  yield* commitOnce(firestore, writes).pipe(
    Effect.catchTag(
      "DocumentsHaveMoved",
      Effect.fnUntraced(function* (fact) {
        const expired = yield* findExpired(firestore, writes)
        if (expired.length === 0) return yield* fact
        yield* commitOnce(firestore, expired)
        yield* commitOnce(firestore, writes)
      }),
    ),
  )
})

const findExpired = Effect.fnUntraced(function* (firestore: Firestore, writes: ReadonlyArray<Write>) {
  const now = yield* Clock.currentTimeMillis
  const absent = writes.filter(({ seen }) => seen === "absent").map(({ ref }) => ref)
  if (absent.length === 0) return []
  const nameOf = (ref: Ref) => firestore.nameOf(ref.collection.name, ref.id)
  const found = yield* Effect.mapError(firestore.get(absent.map(nameOf)), unavailable("commit"))
  return absent.flatMap((ref): ReadonlyArray<Write> => {
    const document = found.get(nameOf(ref))
    const expired = document !== undefined && isExpired(document, now)
    return expired ? [{ op: "delete", ref, seen: versionOf(document) }] : []
  })
})

interface Search {
  readonly after?: string | undefined
  readonly prefix?: string
  readonly tag?: string
  readonly limit: number
}

/** No id sorts behind it. */
const last = "\u{10ffff}"

/** By cursors on the name only, which needs no index of ours. */
const pageQuery = (
  firestore: Firestore,
  collection: string,
  { after = "", prefix = "", tag, limit }: Search,
): Query => {
  const at = (id: string) => [{ referenceValue: firestore.nameOf(collection, id) }]
  const start = after >= prefix ? { values: at(after), before: false } : { values: at(prefix), before: true }
  return {
    from: [{ collectionId: collection }],
    orderBy: [{ field: { fieldPath: "__name__" } }],
    ...(after + prefix !== "" && { startAt: start }),
    ...(prefix !== "" && { endAt: { values: at(prefix + last), before: true } }),
    ...(tag !== undefined && {
      where: { fieldFilter: { field: { fieldPath: "tags" }, op: "ARRAY_CONTAINS", value: { stringValue: tag } } },
    }),
    limit: { value: limit },
  }
}

/** What Firestore says when a precondition does not hold. Of a commit without any, the same words are a failure. */
const precondition = new Set(
  (["NOT_FOUND", "ALREADY_EXISTS", "FAILED_PRECONDITION", "ABORTED"] as const).map((name) => grpcStatus(name).code),
)

const hasMoved = (failure: FirestoreFailed, writes: ReadonlyArray<Write>): boolean =>
  precondition.has(failure.status.code) && writes.some(({ seen }) => seen !== undefined)

const moved = (writes: ReadonlyArray<Write>) => {
  const names = writes.flatMap(({ ref, seen }) => (seen === undefined ? [] : ref.collection.name))
  return new DocumentsHaveMoved({ collections: listed(names) })
}

const unavailable = (operation: Operation) => (failure: FirestoreFailed) =>
  new DocumentsAreUnavailable({ operation, reason: failure.status.name })
