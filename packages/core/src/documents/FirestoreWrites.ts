import { Result } from "effect"
import { firstIssue } from "../http/FirstIssue.ts"
import { type Collection, DocumentIsUnreadable, type Snapshot, type Version, type Write } from "./Documents.ts"
import type { Firestore, StoredDocument, StoredValue, StoredWrite } from "./FirestoreConnection.ts"

/**
 * A document is `body`, its JSON in one string (an exact round trip, no limits on nesting, nothing to index), beside the
 * `tags` that are searched, the `expiresAt` that TTL deletes by, and `schema`, the version of this shape.
 */
const schema: Record<string, StoredValue> = { schema: { integerValue: 1 } }

const fieldsOf = (write: Extract<Write, { op: "put" }>): Record<string, StoredValue> => ({
  ...schema,
  body: { stringValue: JSON.stringify(write.body) },
  tags: { arrayValue: { values: [...new Set(write.tags)].map((tag) => ({ stringValue: tag })) } },
  ...(write.expiresAt !== undefined && { expiresAt: { timestampValue: timestampOf(write.expiresAt) } }),
})

export const storedWrite = (write: Write, nameOf: Firestore["nameOf"]): StoredWrite => {
  const name = nameOf(write.ref.collection.name, write.ref.id)
  const currentDocument =
    write.seen === undefined
      ? null
      : write.seen === "absent"
        ? { exists: false }
        : { updateTime: updateTime(write.seen) }
  if (write.op === "put") return { update: { name, fields: fieldsOf(write) }, currentDocument }
  if (write.op === "delete" || write.seen === "absent") return { delete: name, currentDocument }
  // A guard writes what is there already: Firestore checks the precondition and keeps the update time. If it ever moved
  // it, other writers would only have to read again.
  return { update: { name, fields: schema }, updateMask: { fieldPaths: ["schema"] }, currentDocument }
}

/**
 * Firestore checks each write against those before it in the commit, and `Documents` against what was there before all:
 * so one write for each document, with the last change and what any of them saw. Nothing if two saw different things,
 * for those cannot both hold.
 */
export const onePerDocument = (writes: ReadonlyArray<Write>): ReadonlyArray<Write> | undefined => {
  const merged = new Map<string, Write>()
  for (const next of writes) {
    const key = `${next.ref.collection.name}/${next.ref.id}`
    const before = merged.get(key)
    const seen = before?.seen ?? next.seen
    if (before?.seen !== undefined && next.seen !== undefined && before.seen !== next.seen) return undefined
    const change = before !== undefined && next.op === "guard" ? before : next
    merged.set(key, seen === undefined ? change : { ...change, seen })
  }
  return [...merged.values()]
}

/** The update time to the nanosecond. A write that changes nothing keeps it, which is as good as no write. */
export const versionOf = ({ updateTime }: StoredDocument): Version =>
  `${updateTime?.seconds}.${updateTime?.nanos}` as Version

const updateTime = (version: Version) => {
  const [seconds = "", nanos = ""] = version.split(".")
  return { seconds, nanos: Number(nanos) }
}

export const timestampOf = (millis: number) => ({
  seconds: Math.floor(millis / 1000),
  nanos: (millis % 1000) * 1_000_000,
})

/** TTL deletes within days; until then an expired document is there, and absent for everybody. */
export const isExpired = (document: StoredDocument, now: number): boolean => {
  const at = document.fields?.["expiresAt"]?.timestampValue
  return at != null && Number(at.seconds) * 1000 + Number(at.nanos) / 1_000_000 <= now
}

export const idOf = ({ name }: StoredDocument): string => String(name).slice(String(name).lastIndexOf("/") + 1)

export const snapshotOf = <A>(
  collection: Collection<A>,
  document: StoredDocument,
): Result.Result<Snapshot<A>, DocumentIsUnreadable> => {
  const parsed = collection.schema.safeParse(JSON.parse(document.fields?.["body"]?.stringValue ?? "null"))
  if (parsed.success) {
    return Result.succeed({ id: idOf(document), version: versionOf(document), body: parsed.data })
  }
  return Result.fail(
    new DocumentIsUnreadable({ collection: collection.name, issue: firstIssue(parsed.error, collection.schema) }),
  )
}
