import type { DatabaseSync } from "node:sqlite"
import type { Ref, Seen, Version, Write } from "./Documents.ts"

/** Checks and applies the writes of a commit, inside the caller's transaction. */
export const makeWrites = (database: DatabaseSync) => {
  const statements = prepare(database)
  const nextVersion = versions(statements.epoch.get())
  return {
    /** The writes whose document is not what their writer saw. */
    moved: (writes: ReadonlyArray<Write>, now: number): ReadonlyArray<Write> =>
      writes.filter((write) => write.seen !== undefined && write.seen !== present(statements, write.ref, now)),
    apply: (changes: ReadonlyArray<Change>): void => {
      for (const change of changes) apply(statements, change, nextVersion)
    },
  }
}

/** Serialised before it waits for its turn: a body that is no JSON is its writer's defect, and nobody else's. */
export const encode = (write: Write) => {
  if (write.op !== "put") return { op: write.op, ref: write.ref }
  const tags = [...new Set(write.tags ?? [])].sort()
  return { op: write.op, ref: write.ref, body: JSON.stringify(write.body), tags, expiresAt: write.expiresAt ?? null }
}
type Change = ReturnType<typeof encode>

const prepare = (database: DatabaseSync) => ({
  epoch: database.prepare("UPDATE epoch SET value = value + 1 RETURNING value"),
  version: database.prepare(
    "SELECT version FROM documents WHERE collection = ? AND id = ? AND (expires_at IS NULL OR expires_at > ?)",
  ),
  tags: database.prepare("SELECT tags FROM documents WHERE collection = ? AND id = ?"),
  put: database.prepare(
    `INSERT INTO documents (collection, id, version, body, tags, expires_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (collection, id) DO UPDATE SET version = excluded.version, body = excluded.body,
       tags = excluded.tags, expires_at = excluded.expires_at`,
  ),
  delete: database.prepare("DELETE FROM documents WHERE collection = ? AND id = ?"),
  tag: database.prepare("INSERT INTO tags (collection, tag, id) VALUES (?, ?, ?)"),
  untag: database.prepare("DELETE FROM tags WHERE collection = ? AND tag = ? AND id = ?"),
})
type Statements = ReturnType<typeof prepare>

/** Never the same twice, also for a document that was deleted, in any process: each opening of the file is an epoch. */
const versions = (epoch: Record<string, unknown> | undefined) => {
  let given = 0
  return (): string => `${epoch?.["value"]}.${++given}`
}

const present = (statements: Statements, ref: Ref, now: number): Seen =>
  (statements.version.get(ref.collection.name, ref.id, now)?.["version"] as Version | undefined) ?? "absent"

const apply = (statements: Statements, change: Change, nextVersion: () => string): void => {
  if (change.op === "guard") return
  const { collection, id } = change.ref
  const before = statements.tags.get(collection.name, id)?.["tags"]
  const after = change.op === "put" ? change.tags : []
  retag(statements, change.ref, before === undefined ? [] : JSON.parse(String(before)), after)
  if (change.op === "put") {
    statements.put.run(collection.name, id, nextVersion(), change.body, JSON.stringify(after), change.expiresAt)
  } else statements.delete.run(collection.name, id)
}

const retag = (statements: Statements, ref: Ref, before: ReadonlyArray<string>, after: ReadonlyArray<string>): void => {
  for (const tag of before) if (!after.includes(tag)) statements.untag.run(ref.collection.name, tag, ref.id)
  for (const tag of after) if (!before.includes(tag)) statements.tag.run(ref.collection.name, tag, ref.id)
}
