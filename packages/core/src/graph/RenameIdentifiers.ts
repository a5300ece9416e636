import { Effect } from "effect"
import { Components, Identifiers, Interactions } from "../documents/Collections.ts"
import { Documents, ref, type Snapshot, type Write } from "../documents/Documents.ts"
import { type Identifier, type Key, kindOf } from "../identifier/Identifier.ts"
import { Keys } from "../identifier/Keyring.ts"
import type { ComponentRecord, IdentifierRecord } from "../identity/Records.ts"
import { untilUnmoved } from "./UntilUnmoved.ts"

const page = 100

export interface RenamedPage {
  /** Identifiers that answer under the present pepper from now on. */
  readonly renamed: number
  /** Where to go on; nothing at the end. */
  readonly next?: string
}

/**
 * Lets every identifier that the graph knows answer under the present pepper too, a page of the store at a time, while
 * traffic runs. What it is called in the graph stays what it was first hashed to: the order of joins rests on it. Done
 * twice it does nothing. `after`: where the last page ended.
 */
export const renameIdentifiers = Effect.fn("RenameIdentifiers.renameIdentifiers")(function* (after?: string) {
  const documents = yield* Documents
  const [collection = "components", id] = (after ?? "components").split("/")
  const from = { limit: page, ...(id !== undefined && { after: id }) }
  const done = (found: ReadonlyArray<{ readonly id: string }>, renamed: number, following?: string): RenamedPage => {
    const next = found.length === page ? `${collection}/${found.at(-1)?.id}` : following
    return { renamed, ...(next !== undefined && { next }) }
  }
  if (collection === "components") {
    const found = yield* documents.list(Components, from)
    const renamed = yield* Effect.forEach(found, ({ id }) => untilUnmoved(renameIn(id)), { concurrency: 4 })
    return done(found, sum(renamed), "identifiers")
  }
  const found = yield* documents.list(Identifiers, from)
  const shared = found.filter(({ body }) => body.state === "shared")
  return done(found, sum(yield* Effect.forEach(shared, renameShared, { concurrency: 4 })))
})

const sum = (numbers: ReadonlyArray<number>) => numbers.reduce((total, one) => total + one, 0)

/** Guarded by the component: whoever is forgotten meanwhile is not named again. */
const renameIn = Effect.fnUntraced(function* (id: string) {
  const documents = yield* Documents
  const [component] = yield* documents.getMany([ref(Components, id)])
  if (component === undefined) return 0
  const writes = yield* newNames(valuesIn(component.body))
  if (writes.length === 0) return 0
  const guard: Write = { op: "guard", ref: ref(Components, id), seen: component.version }
  yield* documents.commit({ writes: [...writes, guard] })
  return writes.length
})

const valuesIn = ({ identifiers }: ComponentRecord): ReadonlyArray<readonly [Key, Identifier]> =>
  Object.entries(identifiers).map(([key, { value }]) => [key as Key, { kind: kindOf(key as Key), value }])

/** Its value stands in the interactions only; any of them tells. */
const renameShared = Effect.fnUntraced(function* ({ id, version }: Snapshot<IdentifierRecord>) {
  const documents = yield* Documents
  const [asserting] = yield* documents.find(Interactions, id, { limit: 1 })
  if (asserting?.body.state !== "known") return 0
  const told = Object.values(asserting.body.participants).flatMap(({ identifiers }) => identifiers)
  const found = told.find(({ key }) => key === id)
  if (found === undefined) return 0
  const writes = yield* newNames([[id as Key, found]])
  if (writes.length === 0) return 0
  const guard: Write = { op: "guard", ref: ref(Identifiers, id), seen: version }
  // Somebody else was faster: the next run finds it as it is then.
  return yield* documents.commit({ writes: [...writes, guard] }).pipe(
    Effect.as(writes.length),
    Effect.catchTag("DocumentsHaveMoved", () => Effect.succeed(0)),
  )
})

const newNames = Effect.fnUntraced(function* (known: ReadonlyArray<readonly [Key, Identifier]>) {
  const keyring = yield* Keys
  const old = known
    .map(([to, { kind, value }]) => ({ to, key: keyring.keyOf({ kind, value }) }))
    .filter(({ to, key }) => to !== key)
  const records = yield* (yield* Documents).getMany(old.map(({ key }) => ref(Identifiers, key)))
  return old.flatMap(({ to, key }, i): ReadonlyArray<Write> => {
    const body = { schema: 1, state: "renamed", to }
    return records[i] === undefined ? [{ op: "put", ref: ref(Identifiers, key), body, seen: "absent" }] : []
  })
})
