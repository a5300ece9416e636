import {
  type Collection,
  type Commit,
  DocumentIsUnreadable,
  type Documents,
  DocumentsHaveMoved,
  type Ref,
  type Snapshot,
} from "@kith/core/documents/Documents"
import { firstIssue } from "@kith/core/http/FirstIssue"
import { listed } from "@kith/core/telemetry/Harmless"
import { Clock, Effect, Result } from "effect"
import type { MemoryStore, Page, Stored } from "./MemoryStore.ts"

/**
 * Reads a store in memory as `Documents` does, at once. Bodies are frozen and shared between their readers: whoever changed
 * what it has read would change it for everybody, so that throws.
 */
export const readerOf = (store: MemoryStore) => {
  /** By the shape that was asked for. */
  const read = new WeakMap<object, WeakMap<Stored, Snapshot>>()
  const readAs = (schema: object) => {
    const known = read.get(schema) ?? new WeakMap<Stored, Snapshot>()
    read.set(schema, known)
    return known
  }

  const snapshot = <A>(collection: Collection<A>, stored: Stored): Result.Result<Snapshot<A>, DocumentIsUnreadable> => {
    const before = readAs(collection.schema)
    const known = before.get(stored)
    if (known !== undefined) return Result.succeed(known as Snapshot<A>)
    const parsed = collection.schema.safeParse(JSON.parse(stored.json))
    if (!parsed.success)
      return Result.fail(
        new DocumentIsUnreadable({ collection: collection.name, issue: firstIssue(parsed.error, collection.schema) }),
      )
    const made = { id: stored.id, version: stored.version, body: frozen(parsed.data) }
    before.set(stored, made)
    return Result.succeed(made)
  }

  const all = <A>(collection: Collection<A>, found: ReadonlyArray<Stored>) =>
    Result.all(found.map((stored) => snapshot(collection, stored)))

  return {
    getMany: <A>(refs: ReadonlyArray<Ref<A>>, now: number) =>
      Result.all(
        refs.map((ref) => {
          const stored = store.get(ref, now)
          return stored === undefined ? Result.succeed(undefined) : snapshot(ref.collection, stored)
        }),
      ),
    list: <A>(collection: Collection<A>, page: Page, now: number) =>
      all(collection, store.list(collection.name, now, page)),
    find: <A>(collection: Collection<A>, tag: string, page: Page, now: number) =>
      all(collection, store.find(collection.name, tag, now, page)),
  }
}

/** Writes to a store in memory as `Documents` does, at once. */
export const commitTo = (store: MemoryStore, commit: Commit, now: number): Result.Result<void, DocumentsHaveMoved> => {
  const moved = store.commit(commit, now)
  if (moved.length === 0) return Result.succeed(undefined)
  return Result.fail(new DocumentsHaveMoved({ collections: listed(moved.map(({ ref }) => ref.collection.name)) }))
}

/**
 * `Documents` on a store in memory. Others get their turn before each read and each commit, as with a store that is
 * further away.
 */
export const memoryDocuments = (store: MemoryStore): Documents["Service"] => {
  const reader = readerOf(store)
  const inTurn = <A, E>(work: (now: number) => Result.Result<A, E>): Effect.Effect<A, E> =>
    Effect.andThen(
      Effect.yieldNow,
      Effect.flatMap(Clock.currentTimeMillis, (now) => Effect.fromResult(work(now))),
    )
  return {
    getMany: (refs) => inTurn((now) => reader.getMany(refs, now)),
    commit: (commit) => inTurn((now) => commitTo(store, commit, now)),
    list: (collection, page) => inTurn((now) => reader.list(collection, page, now)),
    find: (collection, tag, page) => inTurn((now) => reader.find(collection, tag, page, now)),
    counts: Effect.sync(() => Object.fromEntries(store.counters)),
  }
}

const frozen = <A>(value: A): A => {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value
  for (const inner of Object.values(value)) frozen(inner)
  return Object.freeze(value)
}
