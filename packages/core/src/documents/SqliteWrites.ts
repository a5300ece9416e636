import type { DatabaseSync } from "node:sqlite"
import type { Ref, Seen, Version, Write } from "./Documents.ts"
import { withRowsAsLists } from "./Sqlite.ts"

/** Checks and applies the writes of a commit, inside the caller's transaction. */
export const makeWrites = (database: DatabaseSync) => {
  const statements = prepare(database)
  const nextVersion = versions(statements.epoch.get())
  const lookAt = ({ collection, id }: Ref) => statements.look.get(collection.name, id) as unknown as Found | undefined
  return {
    /** What is there of the documents that a commit writes and rests on. */
    look: (writes: ReadonlyArray<Write>): ReadonlyArray<Found | undefined> => writes.map(({ ref }) => lookAt(ref)),
    /** The writes whose document is not what their writer saw. */
    moved: (writes: ReadonlyArray<Write>, found: ReadonlyArray<Found | undefined>, now: number): ReadonlyArray<Write> =>
      writes.filter(({ seen }, i) => seen !== undefined && seen !== seenIn(found[i], now)),
    /** Answers with the versions of those that are put. */
    apply: (
      changes: ReadonlyArray<Change>,
      found: ReadonlyArray<Found | undefined>,
    ): ReadonlyArray<Version | undefined> => {
      const touched = new Set<string>()
      return changes.map((change, i) => {
        if (change.op === "guard") return undefined
        const name = `${change.ref.collection.name}/${change.ref.id}`
        const before = touched.has(name) ? lookAt(change.ref) : found[i]
        touched.add(name)
        return apply(statements, change, before, nextVersion)
      })
    },
  }
}

/** Of a document that is there, expired or not: its row. `tags` is a JSON list, in order. */
type Found = readonly [rowid: number, version: Version, tags: string, expiresAt: number | null]

const seenIn = (found: Found | undefined, now: number): Seen => {
  if (found === undefined) return "absent"
  const [, version, , expiresAt] = found
  return expiresAt !== null && expiresAt <= now ? "absent" : version
}

/** Serialised before it waits for its turn: a body that is no JSON is its writer's defect, and nobody else's. */
export const encode = (write: Write) => {
  if (write.op !== "put") return { op: write.op, ref: write.ref, tags: noTags }
  const tags = JSON.stringify([...new Set(write.tags ?? [])].sort())
  return { op: write.op, ref: write.ref, body: JSON.stringify(write.body), tags, expiresAt: write.expiresAt ?? null }
}
type Change = ReturnType<typeof encode>
const noTags = "[]"

const prepare = (database: DatabaseSync) => ({
  epoch: database.prepare("UPDATE epoch SET value = value + 1 RETURNING value"),
  look: withRowsAsLists(
    database.prepare("SELECT rowid, version, tags, expires_at FROM documents WHERE collection = ? AND id = ?"),
  ),
  insert: database.prepare(
    "INSERT INTO documents (version, body, tags, expires_at, collection, id) VALUES (?, ?, ?, ?, ?, ?)",
  ),
  update: database.prepare("UPDATE documents SET version = ?, body = ?, tags = ?, expires_at = ? WHERE rowid = ?"),
  delete: database.prepare("DELETE FROM documents WHERE collection = ? AND id = ?"),
  tag: database.prepare("INSERT INTO tags (collection, tag, id) VALUES (?, ?, ?)"),
  untag: database.prepare("DELETE FROM tags WHERE collection = ? AND tag = ? AND id = ?"),
})
type Statements = ReturnType<typeof prepare>

/** Never the same twice, also for a document that was deleted, in any process: each opening of the file is an epoch. */
const versions = (epoch: Record<string, unknown> | undefined) => {
  let given = 0
  return () => `${epoch?.["value"]}.${++given}` as Version
}

const apply = (
  statements: Statements,
  change: Exclude<Change, { readonly op: "guard" }>,
  before: Found | undefined,
  nextVersion: () => Version,
): Version | undefined => {
  const { collection, id } = change.ref
  const [rowid, , tags = noTags] = before ?? []
  retag(statements, change.ref, tags, change.tags)
  if (change.op !== "put") {
    statements.delete.run(collection.name, id)
    return undefined
  }
  const version = nextVersion()
  const values = [version, change.body, change.tags, change.expiresAt] as const
  if (rowid === undefined) statements.insert.run(...values, collection.name, id)
  else statements.update.run(...values, rowid)
  return version
}

const retag = (statements: Statements, ref: Ref, before: string, after: string): void => {
  if (before === after) return
  const [was, is]: ReadonlyArray<ReadonlyArray<string>> = [JSON.parse(before), JSON.parse(after)]
  for (const tag of was ?? []) if (!is?.includes(tag)) statements.untag.run(ref.collection.name, tag, ref.id)
  for (const tag of is ?? []) if (!was?.includes(tag)) statements.tag.run(ref.collection.name, tag, ref.id)
}
