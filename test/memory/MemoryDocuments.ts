import {
  type Collection,
  DocumentIsUnreadable,
  type Documents,
  DocumentsHaveMoved,
  type Snapshot,
} from "@kith/core/documents/Documents"
import { firstIssue } from "@kith/core/http/FirstIssue"
import { Clock, Effect, Result } from "effect"
import type { MemoryStore, Stored } from "./MemoryStore.ts"

/**
 * `Documents` on a store in memory. Bodies are frozen and shared between their readers: whoever changed what it has read
 * would change it for everybody, so that throws. Others get their turn before each read and each commit, as with a store
 * that is further away.
 */
export const memoryDocuments = (store: MemoryStore): Documents["Service"] => {
  const read = new WeakMap<Stored, Snapshot>()

  const snapshot = <A>(collection: Collection<A>, stored: Stored): Result.Result<Snapshot<A>, DocumentIsUnreadable> => {
    const known = read.get(stored)
    if (known !== undefined) return Result.succeed(known as Snapshot<A>)
    const parsed = collection.schema.safeParse(JSON.parse(stored.json))
    if (!parsed.success)
      return Result.fail(new DocumentIsUnreadable({ collection: collection.name, issue: firstIssue(parsed.error) }))
    const made = { id: stored.id, version: stored.version, body: frozen(parsed.data) }
    read.set(stored, made)
    return Result.succeed(made)
  }

  const all = <A>(collection: Collection<A>, found: ReadonlyArray<Stored>) =>
    Effect.fromResult(Result.all(found.map((stored) => snapshot(collection, stored))))

  return {
    getMany: Effect.fnUntraced(function* (refs) {
      yield* Effect.yieldNow
      const now = yield* Clock.currentTimeMillis
      const found = refs.map((ref) => {
        const stored = store.get(ref, now)
        return stored === undefined ? Result.succeed(undefined) : snapshot(ref.collection, stored)
      })
      return yield* Effect.fromResult(Result.all(found))
    }),

    commit: Effect.fnUntraced(function* (commit) {
      yield* Effect.yieldNow
      const moved = store.commit(commit, yield* Clock.currentTimeMillis)
      if (moved.length === 0) return
      const names = new Set(moved.map(({ ref }) => ref.collection.name))
      return yield* new DocumentsHaveMoved({ collections: [...names].join(", ") })
    }),

    list: (collection, page) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => all(collection, store.list(collection.name, now, page))),

    find: (collection, tag, page) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => all(collection, store.find(collection.name, tag, now, page))),

    counts: Effect.sync(() => Object.fromEntries(store.counters)),
  }
}

const frozen = <A>(value: A): A => {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value
  for (const inner of Object.values(value)) frozen(inner)
  return Object.freeze(value)
}
