import type { DatabaseSync } from "node:sqlite"
import { Clock, Effect, Layer, Result } from "effect"
import { firstIssue } from "../http/FirstIssue.ts"
import { listed } from "../telemetry/Harmless.ts"
import {
  type Collection,
  type Commit,
  DocumentIsUnreadable,
  Documents,
  DocumentsAreUnavailable,
  DocumentsHaveMoved,
  type Operation,
  type Ref,
  type Snapshot,
  type Version,
} from "./Documents.ts"
import { Neighbours } from "./Neighbours.ts"
import { makeReadBefore, nameOf, type ReadBefore } from "./ReadBefore.ts"
import { Sqlite } from "./Sqlite.ts"
import { makeCounting } from "./SqliteCounters.ts"
import type { SqliteFailed } from "./SqliteFailed.ts"
import { makeLedger } from "./SqliteLedger.ts"
import { encode, makeWrites } from "./SqliteWrites.ts"

/** `Documents` on the embedded store: commits in one order, endings and counts exact. */
export const layer: Layer.Layer<Documents, SqliteFailed, Sqlite> = Layer.effect(
  Documents,
  Effect.gen(function* () {
    const { database, read, write } = yield* Sqlite
    const queries = prepare(database)
    const picture = makePicture(database)
    const writes = yield* write(() => Result.succeed(makeWrites(database)))
    const count = makeCounting(database)
    const enter = makeLedger(database, count)
    const readBefore = makeReadBefore()
    const neighbours = yield* Neighbours
    neighbours.listen(({ written = [] }) => written.forEach(readBefore.forget))

    const many = Effect.fnUntraced(function* <A>(
      operation: Operation,
      collection: Collection<A>,
      query: (now: number) => ReadonlyArray<Row>,
    ) {
      const now = yield* Clock.currentTimeMillis
      const rows = yield* Effect.mapError(
        read(() => query(now)),
        unavailable(operation),
      )
      return yield* Effect.fromResult(Result.all(rows.map((row) => snapshot(collection, row, readBefore))))
    })

    return Documents.of({
      getMany: Effect.fnUntraced(function* <A>(refs: ReadonlyArray<Ref<A>>) {
        const now = yield* Clock.currentTimeMillis
        const rows = yield* Effect.mapError(
          read(() =>
            picture(() => refs.map((ref): Row | undefined => queries.get.get(ref.collection.name, ref.id, now))),
          ),
          unavailable("getMany"),
        )
        return yield* Effect.fromResult(
          Result.all(refs.map((ref, index) => maybe(ref.collection, rows[index], readBefore))),
        )
      }),

      commit: Effect.fnUntraced(function* (commit: Commit) {
        const now = yield* Clock.currentTimeMillis
        const changes = commit.writes.map(encode)
        const written = commit.writes.flatMap((write) => (write.op === "guard" ? [] : [nameOf(write.ref)]))
        yield* write(() => {
          const moved = writes.moved(commit.writes, now)
          if (moved.length > 0) return Result.fail(new DocumentsHaveMoved({ collections: namesOf(moved) }))
          writes.apply(changes)
          written.forEach(readBefore.forget)
          enter(commit.endings ?? [], now)
          count(commit.counts ?? {})
          return Result.succeed(undefined)
        }).pipe(Effect.catchTag("SqliteFailed", (failure) => Effect.fail(unavailable("commit")(failure))))
        neighbours.tell({ written })
      }),

      list: (collection, { after = "", prefix = "", limit }) =>
        many("list", collection, (now) =>
          queries.list.all(collection.name, after, prefix, after, `${prefix}${last}`, now, bounded(limit)),
        ),

      find: (collection, tag, { after = "", limit }) =>
        many("find", collection, (now) => queries.find.all(collection.name, tag, after, now, bounded(limit))),

      counts: read(() => {
        const rows = queries.counts.all()
        return Object.fromEntries(rows.map((row) => [String(row["name"]), Number(row["value"])]))
      }).pipe(Effect.mapError(unavailable("counts"))),
    })
  }),
)

type Row = Readonly<Record<string, unknown>>

const unexpired = "(d.expires_at IS NULL OR d.expires_at > ?)"

const prepare = (database: DatabaseSync) => ({
  get: database.prepare(
    `SELECT d.id, d.version, d.body FROM documents d WHERE d.collection = ? AND d.id = ? AND ${unexpired}`,
  ),
  list: database.prepare(
    `SELECT d.id, d.version, d.body FROM documents d
     WHERE d.collection = ? AND d.id >= max(?, ?) AND d.id <> ? AND d.id < ? AND ${unexpired} ORDER BY d.id LIMIT ?`,
  ),
  find: database.prepare(
    `SELECT d.id, d.version, d.body FROM tags t JOIN documents d ON d.collection = t.collection AND d.id = t.id
     WHERE t.collection = ? AND t.tag = ? AND t.id > ? AND ${unexpired} ORDER BY t.id LIMIT ?`,
  ),
  counts: database.prepare("SELECT name, value FROM counters"),
})

/** Lets several queries see the same commits, whatever another thread commits between them. */
const makePicture = (database: DatabaseSync) => {
  const begin = database.prepare("BEGIN")
  const end = database.prepare("COMMIT")
  return <A>(queries: () => A): A => {
    begin.run()
    try {
      return queries()
    } finally {
      end.run()
    }
  }
}

/** No id sorts behind it. */
const last = "\u{10ffff}"
const bounded = (limit: number) => Math.min(limit, 500)

const snapshot = <A>(
  collection: Collection<A>,
  row: Row,
  readBefore: ReadBefore,
): Result.Result<Snapshot<A>, DocumentIsUnreadable> => {
  const id = String(row["id"])
  const text = String(row["body"])
  const version = String(row["version"]) as Version
  const known = readBefore.get({ collection, id }, text)
  if (known !== undefined) return Result.succeed({ id, version, body: known })
  const parsed = collection.schema.safeParse(JSON.parse(text))
  if (parsed.success)
    return Result.succeed({ id, version, body: readBefore.set({ collection, id }, text, parsed.data) })
  return Result.fail(
    new DocumentIsUnreadable({ collection: collection.name, issue: firstIssue(parsed.error, collection.schema) }),
  )
}

const maybe = <A>(
  collection: Collection<A>,
  row: Row | undefined,
  readBefore: ReadBefore,
): Result.Result<Snapshot<A> | undefined, DocumentIsUnreadable> =>
  row === undefined ? Result.succeed(undefined) : snapshot(collection, row, readBefore)

const namesOf = (moved: ReadonlyArray<{ readonly ref: Ref }>) => listed(moved.map((write) => write.ref.collection.name))

const unavailable = (operation: Operation) => (failure: SqliteFailed) =>
  new DocumentsAreUnavailable({ operation, reason: failure.reason })
