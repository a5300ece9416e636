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
  ref,
  type Snapshot,
  type Version,
  type Write,
} from "./Documents.ts"
import { Neighbours } from "./Neighbours.ts"
import { makeReadBefore, nameOf, type ReadBefore } from "./ReadBefore.ts"
import { Sqlite, withRowsAsLists } from "./Sqlite.ts"
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

    const remember = (write: Write, version: Version | undefined, size: number) => {
      if (write.op === "guard") return
      const isKnown = write.op === "put" && write.fits === true && version !== undefined
      if (isKnown) readBefore.set(write.ref, version, write.body, size)
      else readBefore.forget(nameOf(write.ref))
    }

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
      return yield* Effect.fromResult(
        Result.all(
          rows.map((row) => {
            const of = ref(collection, row["id"] as string)
            const [version, text] = [row["version"] as Version, row["body"] as string]
            return snapshot({ of, known: readBefore.get(of), version, text }, readBefore)
          }),
        ),
      )
    })

    return Documents.of({
      getMany: Effect.fnUntraced(function* <A>(refs: ReadonlyArray<Ref<A>>) {
        const now = yield* Clock.currentTimeMillis
        const one = (of: Ref<A>): Found<A> | undefined => {
          const known = readBefore.get(of)
          const row = queries.get.get(known?.version ?? "", of.collection.name, of.id, now) as unknown as
            | readonly [Version, string | null]
            | undefined
          return row && { of, known, version: row[0], text: row[1] }
        }
        const found = yield* Effect.mapError(
          // One question sees one moment by itself.
          read(() => (refs.length > 1 ? picture(() => refs.map(one)) : refs.map(one))),
          unavailable("getMany"),
        )
        return yield* Effect.fromResult(
          Result.all(found.map((one) => (one === undefined ? Result.succeed(undefined) : snapshot(one, readBefore)))),
        )
      }),

      commit: Effect.fnUntraced(function* (commit: Commit) {
        const now = yield* Clock.currentTimeMillis
        const changes = commit.writes.map(encode)
        const written = commit.writes.flatMap((write) => (write.op === "guard" ? [] : [nameOf(write.ref)]))
        yield* write(() => {
          const found = writes.look(commit.writes)
          const moved = writes.moved(commit.writes, found, now)
          if (moved.length > 0) return Result.fail(new DocumentsHaveMoved({ collections: namesOf(moved) }))
          // Versions are given once: what a failed transaction leaves here is never asked for.
          const versions = writes.apply(changes, found)
          for (const [i, write] of commit.writes.entries()) remember(write, versions[i], changes[i]?.body?.length ?? 0)
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
  /** Without the body where the version is the one that is known. */
  get: withRowsAsLists(
    database.prepare(
      `SELECT d.version, iif(d.version = ?, NULL, d.body) FROM documents d
       WHERE d.collection = ? AND d.id = ? AND ${unexpired}`,
    ),
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

/** A document of the store, its text left out where it is the known one's. */
interface Found<A> {
  readonly of: Ref<A>
  readonly known: Snapshot<A> | undefined
  readonly version: Version
  readonly text: string | null
}

const snapshot = <A>(
  { of, known, version, text }: Found<A>,
  readBefore: ReadBefore,
): Result.Result<Snapshot<A>, DocumentIsUnreadable> => {
  if (known?.version === version) return Result.succeed(known)
  const { name, schema } = of.collection
  const parsed = schema.safeParse(JSON.parse(String(text)))
  if (!parsed.success)
    return Result.fail(new DocumentIsUnreadable({ collection: name, issue: firstIssue(parsed.error, schema) }))
  readBefore.set(of, version, parsed.data, String(text).length)
  return Result.succeed({ id: of.id, version, body: parsed.data })
}

const namesOf = (moved: ReadonlyArray<{ readonly ref: Ref }>) => listed(moved.map((write) => write.ref.collection.name))

const unavailable = (operation: Operation) => (failure: SqliteFailed) =>
  new DocumentsAreUnavailable({ operation, reason: failure.reason })
