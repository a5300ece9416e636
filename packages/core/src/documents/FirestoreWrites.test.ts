import { Result } from "effect"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { say } from "../telemetry/Harmless.ts"
import { type Collection, ref, type Version, type Write } from "./Documents.ts"
import { isExpired, onePerDocument, snapshotOf, storedWrite, timestampOf, versionOf } from "./FirestoreWrites.ts"

const Notes: Collection<{ text: string }> = { name: say`notes`, schema: z.strictObject({ text: z.string() }) }
const nameOf = (collection: string, id: string) => `projects/p/databases/d/documents/${collection}/${id}`
const note = ref(Notes, "n1")
const name = nameOf("notes", "n1")
const seen = "1795454890.964823001" as Version
const stored = (write: Parameters<typeof storedWrite>[0]) => storedWrite(write, nameOf)

describe("A write to Firestore", () => {
  it("keeps the body as one string, its tags once each, and the time TTL deletes it", () => {
    const put = { op: "put", ref: note, body: { text: "[[1]]" }, tags: ["b", "a", "b"], expiresAt: 1_700_000_000_123 }
    expect(stored({ ...put, op: "put" })).toEqual({
      update: {
        name,
        fields: {
          schema: { integerValue: 1 },
          body: { stringValue: '{"text":"[[1]]"}' },
          tags: { arrayValue: { values: [{ stringValue: "b" }, { stringValue: "a" }] } },
          expiresAt: { timestampValue: { seconds: 1_700_000_000, nanos: 123_000_000 } },
        },
      },
      currentDocument: null,
    })
  })

  it("holds only while the document is what its writer saw", () => {
    const unmoved = { updateTime: { seconds: "1795454890", nanos: 964_823_001 } }
    expect(stored({ op: "put", ref: note, body: {}, seen }).currentDocument).toEqual(unmoved)
    expect(stored({ op: "put", ref: note, body: {}, seen: "absent" }).currentDocument).toEqual({ exists: false })
    expect(stored({ op: "delete", ref: note, seen })).toEqual({ delete: name, currentDocument: unmoved })
    expect(stored({ op: "delete", ref: note })).toEqual({ delete: name, currentDocument: null })
  })

  it("guards a document by touching nothing but the version of its shape, and an absent one by deleting it", () => {
    const guard = stored({ op: "guard", ref: note, seen })
    expect(guard.updateMask).toEqual({ fieldPaths: ["schema"] })
    expect(Object.keys(guard.update?.fields ?? {})).toEqual(["schema"])
    expect(stored({ op: "guard", ref: note, seen: "absent" })).toEqual({
      delete: name,
      currentDocument: { exists: false },
    })
  })
})

describe("Writes to the same document", () => {
  const other = "1795454890.000000001" as Version
  const put = { op: "put", ref: note, body: 1 } as const
  const guard = { op: "guard", ref: note, seen } as const
  const remove = { op: "delete", ref: note } as const

  it.each<[string, ReadonlyArray<Write>, ReadonlyArray<Write> | undefined]>([
    ["a guard and a put", [guard, put], [{ ...put, seen }]],
    ["a put and a guard", [put, guard], [{ ...put, seen }]],
    ["a put and a delete", [{ ...put, seen }, remove], [{ ...remove, seen }]],
    ["two guards", [guard, guard], [guard]],
    ["what saw different things", [{ ...put, seen: other }, guard], undefined],
    [
      "those of other documents beside them",
      [put, { ...put, ref: ref(Notes, "n2") }, put],
      [put, { ...put, ref: ref(Notes, "n2") }],
    ],
  ])("become one: %s", (_, writes, merged) => {
    expect(onePerDocument(writes)).toEqual(merged)
  })
})

describe("A document of Firestore", () => {
  it("has its update time as version, to the nanosecond", () => {
    const document = { updateTime: { seconds: "1795454890", nanos: 1 } }
    const write = stored({ op: "delete", ref: note, seen: versionOf(document) })
    expect(write.currentDocument).toEqual(document)
  })

  it("is expired from its time on", () => {
    const document = { fields: { expiresAt: { timestampValue: timestampOf(1_700_000_000_123) } } }
    expect([122, 123, 124].map((ms) => isExpired(document, 1_700_000_000_000 + ms))).toEqual([false, true, true])
    expect(isExpired({ fields: {} }, Number.MAX_SAFE_INTEGER)).toBe(false)
  })

  it("that has another shape is unreadable, and its content stays unsaid", () => {
    const document = { name, fields: { body: { stringValue: '{"text":{"secret":1}}' } } }
    const result = snapshotOf(Notes, document)
    expect(Result.isFailure(result) && result.failure.message).toBe("notes: text: invalid_type")
  })
})
