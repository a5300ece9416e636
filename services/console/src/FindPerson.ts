import { Components, Identifiers } from "@kith/core/documents/Collections"
import { Documents, DocumentsHaveMoved, ref, type Seen } from "@kith/core/documents/Documents"
import type { Identifier, Key } from "@kith/core/identifier/Identifier"
import { Keys } from "@kith/core/identifier/Keyring"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect, Schedule } from "effect"
import { sharersOf } from "./Candidates.ts"

/** One of an identifier's documents as it was read, absent ones too: a decision can rest on there being none. */
export interface Pointer {
  readonly key: Key
  readonly seen: Seen
  readonly forgotten: boolean
  /** Not seen yet: those that it must never join. */
  readonly banned: ReadonlyArray<Key>
}

/** Reads that were overtaken by a commit, and commits that came too late, start again from the read. */
export const fromTheRead = <A, E extends { readonly _tag: string }, R>(
  self: Effect.Effect<A, E, R>,
): Effect.Effect<A, E, R> =>
  Effect.retry(self, {
    schedule: Schedule.jittered(Schedule.exponential("20 millis")),
    times: 6,
    while: (problem: E) => problem._tag === "DocumentsHaveMoved",
  })

/** Who an identifier stands for, under the present pepper or a retired one. */
export const findPerson = Effect.fn("FindPerson.findPerson")(function* (identifier: Identifier) {
  const found = yield* findKeys((yield* Keys).keysOf(identifier))
  return found._tag === "nobody" && found.known !== undefined ? yield* findKeys([found.known]) : found
})

/** The same for the forms of one identifier that are known, though its value is not. */
export const findKeys = Effect.fn("FindPerson.findKeys")(function* (keys: ReadonlyArray<Key>) {
  const documents = yield* Documents
  const records = yield* documents.getMany(keys.map((key) => ref(Identifiers, key)))
  const pointers = keys.map((key, i): Pointer => {
    const record = records[i]
    const banned = record?.body.state === "banned" ? record.body.from : []
    return { key, seen: record?.version ?? "absent", forgotten: record?.body.state === "tombstone", banned }
  })
  if (pointers.some(({ forgotten }) => forgotten)) return { _tag: "forgotten", pointers } as const
  for (const [i, key] of keys.entries()) {
    const record = records[i]?.body
    if (record?.state === "shared") return { _tag: "several", candidates: yield* sharersOf([key]) } as const
    if (record?.state !== "pointer") continue
    const [component] = yield* documents.getMany([ref(Components, record.component)])
    const person = component?.body.persons.find(({ members }) => members.includes(key))
    if (component === undefined || !(key in component.body.identifiers)) {
      return yield* new DocumentsHaveMoved({ collections: say`identifiers, components` })
    }
    // Spared by an erasure that the graph has not followed yet: its person is gone, and it is not yet anybody else's.
    if (person === undefined) return { _tag: "nobody", pointers, component, known: undefined } as const
    return { _tag: "person", pointers, customerId: person.id } as const
  }
  const renamed = records.flatMap((record) => (record?.body.state === "renamed" ? [record.body.to] : []))
  // Its pepper is not given any more: then only this leads to the form that the graph knows it by.
  const [known] = renamed.filter((key) => !keys.includes(key))
  return { _tag: "nobody", pointers, component: undefined, known } as const
}, fromTheRead)
