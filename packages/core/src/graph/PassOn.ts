import { Clock, Effect } from "effect"
import { Untold } from "../documents/Collections.ts"
import { Documents, ref, type Write } from "../documents/Documents.ts"
import { freshId } from "../identifier/FreshId.ts"
import { type Told, tellOfPersons } from "./TellOfPersons.ts"

/**
 * Where nothing is delivered again once a change is committed (a ban, an expiry, an erasure), the commit itself writes down
 * who is to be told, and whoever comes after a crash passes it on.
 */
export interface Word {
  readonly persons: ReadonlyArray<Told>
  /** To be committed with the change. */
  readonly writes: ReadonlyArray<Write>
  readonly left: ReadonlyArray<string>
}

const perDocument = 500
/** Whoever committed it is done with it by then, or is no more. */
const patienceMillis = 60_000

export const nothingToSay: Word = { persons: [], writes: [], left: [] }

export const wordOf = Effect.fnUntraced(function* (changed: ReadonlyArray<Told>) {
  const at = yield* Clock.currentTimeMillis
  const persons = changed.map(({ customerId, version }): Told => ({ customerId, version }))
  const parts = Array.from({ length: Math.ceil(persons.length / perDocument) }, (_, i) =>
    persons.slice(i * perDocument, (i + 1) * perDocument),
  )
  const left = yield* Effect.forEach(parts, () => freshId)
  const writes = parts.map((part, i): Write => {
    const body = { schema: 1, at, persons: part }
    return { op: "put", ref: ref(Untold, left[i] as string), body, seen: "absent" }
  })
  return { persons, writes, left } satisfies Word
})

/** Tells everybody concerned, now that the change is committed. */
export const passOn = Effect.fn("PassOn.passOn")(function* ({ persons, left }: Word) {
  yield* tellOfPersons(persons)
  yield* forgetWord(left)
})

const forgetWord = Effect.fnUntraced(function* (left: ReadonlyArray<string>) {
  if (left.length === 0) return
  const writes = left.map((id): Write => ({ op: "delete", ref: ref(Untold, id) }))
  yield* (yield* Documents).commit({ writes })
})

/** The sweep: passes on what a process that ended left. How many persons; told twice is as good as once. */
export const passOnLeft = Effect.fn("PassOn.passOnLeft")(function* () {
  const now = yield* Clock.currentTimeMillis
  const found = yield* (yield* Documents).list(Untold, { limit: 100 })
  const due = found.filter(({ body }) => body.at + patienceMillis <= now)
  const persons = due.flatMap(({ body }) => body.persons)
  yield* passOn({ persons, writes: [], left: due.map(({ id }) => id) })
  return persons.length
})
