import { Effect } from "effect"
import { Components, Identifiers, Interactions } from "../documents/Collections.ts"
import { Documents, DocumentsHaveMoved, ref, type Snapshot, type Write } from "../documents/Documents.ts"
import { type Key, kindOf } from "../identifier/Identifier.ts"
import { Keys } from "../identifier/Keyring.ts"
import type { IdentifierRecord, InteractionRecord } from "../identity/Records.ts"
import { say } from "../telemetry/Harmless.ts"
import { untilUnmoved } from "./UntilUnmoved.ts"

const page = 500

export interface RenamedPage {
  /** Identifiers that answer under the present pepper from now on. */
  readonly renamed: number
  /** Identifiers whose value nothing tells any more: they answer under the pepper they were hashed with. */
  readonly unknown: number
  /** Where to go on; nothing at the end. */
  readonly next?: string
}

/**
 * Lets every identifier that the graph knows answer under the present pepper too, a page of the store at a time, while
 * traffic runs. What it is called in the graph stays what it was first hashed to: the order of joins rests on it. It goes
 * by the identifiers' own documents, which never move, so nothing that was there at the start is passed over. Done twice
 * it does nothing. `after`: where the last page ended.
 */
export const renameIdentifiers = Effect.fn("RenameIdentifiers.renameIdentifiers")(function* (after?: string) {
  const documents = yield* Documents
  const { isCurrent } = yield* Keys
  const found = yield* documents.list(Identifiers, { limit: page, ...(after !== undefined && { after }) })
  const wanted = found.filter(({ id, body }) => body.state === "renamed" || !isCurrent(id as Key))
  const done = yield* Effect.forEach(wanted, ({ id }) => untilUnmoved(rename(id as Key)), { concurrency: 8 })
  const count = (what: Renaming) => done.filter((one) => one === what).length
  const next = found.length === page ? found.at(-1)?.id : undefined
  return { renamed: count("renamed"), unknown: count("unknown"), ...(next !== undefined && { next }) } as RenamedPage
})

type Renaming = "renamed" | "unknown" | "nothing to do"

const rename = Effect.fnUntraced(function* (key: Key) {
  const documents = yield* Documents
  const [record] = yield* documents.getMany([ref(Identifiers, key)])
  if (record?.body.state === "renamed") return yield* tidy(record, record.body.to)
  if (record?.body.state !== "pointer" && record?.body.state !== "shared") return "nothing to do"
  const told = yield* record.body.state === "pointer"
    ? toldByComponent(key, record.body.component)
    : toldByInteractions(key, record)
  if (told === undefined) return "unknown"
  const name = (yield* Keys).keyOf({ kind: kindOf(key), value: told.value })
  const [named] = yield* documents.getMany([ref(Identifiers, name)])
  if (name === key || named !== undefined) return "nothing to do"
  const body = { schema: 1, state: "renamed", to: key }
  yield* documents.commit({ writes: [{ op: "put", ref: ref(Identifiers, name), body, seen: "absent" }, told.guard] })
  return "renamed"
})

interface Told {
  readonly value: string
  /** Whoever is forgotten meanwhile is not named again. */
  readonly guard: Write
}

const toldByComponent = Effect.fnUntraced(function* (key: Key, id: string) {
  const [component] = yield* (yield* Documents).getMany([ref(Components, id)])
  const known = component?.body.identifiers[key]
  // Read one after the other, so not one picture: it has moved on in between.
  if (component === undefined || known === undefined)
    return yield* new DocumentsHaveMoved({ collections: say`identifiers, components` })
  const guard: Write = { op: "guard", ref: ref(Components, id), seen: component.version }
  return { value: known.value, guard } satisfies Told
})

/** A shared identifier's value stands in the interactions only; any of them tells. */
const toldByInteractions = Effect.fnUntraced(function* (key: Key, { version }: Snapshot<IdentifierRecord>) {
  const asserting = yield* (yield* Documents).find(Interactions, key, { limit: 20 })
  const [value] = asserting.flatMap(({ body }) => valueIn(body, key) ?? [])
  const guard: Write = { op: "guard", ref: ref(Identifiers, key), seen: version }
  return value === undefined ? undefined : ({ value, guard } satisfies Told)
})

const valueIn = (interaction: InteractionRecord, key: Key): string | undefined => {
  if (interaction.state !== "known") return undefined
  const all = Object.values(interaction.participants).flatMap(({ identifiers }) => identifiers)
  return all.find((one) => one.key === key)?.value
}

/** A name whose identifier went on its own, while a process that did not know of the name let it go. */
const tidy = Effect.fnUntraced(function* ({ id, version }: Snapshot<IdentifierRecord>, to: Key) {
  const documents = yield* Documents
  const [named] = yield* documents.getMany([ref(Identifiers, to)])
  if (named !== undefined) return "nothing to do"
  const guard: Write = { op: "guard", ref: ref(Identifiers, to), seen: "absent" }
  yield* documents.commit({ writes: [{ op: "delete", ref: ref(Identifiers, id), seen: version }, guard] })
  return "nothing to do"
})
