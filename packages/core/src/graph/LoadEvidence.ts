import { Effect } from "effect"
import {
  Components,
  Identifiers,
  Interactions,
  Persons,
  Policies,
  type PolicyRecord,
  Signals,
} from "../documents/Collections.ts"
import {
  type Collection,
  Documents,
  DocumentsHaveMoved,
  type ReadProblem,
  type Ref,
  ref,
  type Snapshot,
} from "../documents/Documents.ts"
import type { Key } from "../identifier/Identifier.ts"
import type {
  ComponentRecord,
  IdentifierRecord,
  InteractionRecord,
  PersonRecord,
  SignalRecord,
} from "../identity/Records.ts"

/** What was read, by id; `undefined` where there is no document. */
export interface Read {
  readonly identifiers: Map<Key, Snapshot<IdentifierRecord> | undefined>
  readonly interactions: Map<string, Snapshot<InteractionRecord> | undefined>
  readonly components: Map<string, Snapshot<ComponentRecord> | undefined>
  readonly persons: Map<string, Snapshot<PersonRecord> | undefined>
  readonly signals: Map<string, Snapshot<SignalRecord> | undefined>
  readonly policies: Map<string, Snapshot<PolicyRecord> | undefined>
}
export type Wanted = { readonly [Name in keyof Read]?: Iterable<string> }

export const nothingRead = (): Read => ({
  identifiers: new Map(),
  interactions: new Map(),
  components: new Map(),
  persons: new Map(),
  signals: new Map(),
  policies: new Map(),
})

/** The components that were read and are there. */
export const componentsIn = ({ components }: Read): ReadonlyArray<ComponentRecord> =>
  [...components.values()].flatMap((snapshot) => snapshot?.body ?? [])

const collections = {
  identifiers: Identifiers,
  interactions: Interactions,
  components: Components,
  persons: Persons,
  signals: Signals,
  policies: Policies,
} as const satisfies { readonly [Name in keyof Read]: Collection<never> | Collection<unknown> }

/** One round trip for whatever of `wanted` has not been read yet; none if there is nothing. */
export const readInto = (read: Read, wanted: Wanted): Effect.Effect<void, ReadProblem, Documents> => {
  const places: Array<Place> = []
  for (const name of Object.keys(wanted) as ReadonlyArray<keyof Read>) {
    const known = read[name] as ReadonlyMap<string, unknown>
    for (const id of new Set(wanted[name])) if (!known.has(id)) places.push({ name, id })
  }
  return places.length === 0 ? Effect.void : readPlaces(read, places)
}

interface Place {
  readonly name: keyof Read
  readonly id: string
}

const readPlaces = Effect.fnUntraced(function* (read: Read, places: ReadonlyArray<Place>) {
  const documents = yield* Documents
  const snapshots = yield* documents.getMany(
    places.map(({ name, id }): Ref => ref(collections[name] as Collection<unknown>, id)),
  )
  for (const [i, { name, id }] of places.entries()) (read[name] as Map<string, unknown>).set(id, snapshots[i])
})

/**
 * The components that these identifiers stand in, and those `noted` before. One round trip, a second one only where an
 * identifier read just now names a component nobody noted.
 */
export const readComponents = Effect.fnUntraced(function* (
  read: Read,
  keys: ReadonlyArray<Key>,
  noted: ReadonlyArray<string>,
) {
  yield* readInto(read, { identifiers: keys, components: [...named(read, keys), ...noted] })
  yield* readInto(read, { components: named(read, keys) })
  yield* areOnePicture(read)
})

/**
 * Identifiers and components are read one after the other, so they may be two pictures: an identifier has moved on in
 * between, or was shared then and is somebody's own now. No guard would tell: what it moved with has been read as it is.
 */
export const areOnePicture = ({ identifiers, components }: Read): Effect.Effect<void, DocumentsHaveMoved> => {
  const holds = (id: string, key: Key) => key in (components.get(id)?.body.identifiers ?? {})
  for (const [key, snapshot] of identifiers) {
    const record = snapshot?.body
    const isTorn =
      (record?.state === "pointer" && components.has(record.component) && !holds(record.component, key)) ||
      (record?.state === "shared" && [...components.keys()].some((id) => holds(id, key)))
    if (isTorn) return Effect.fail(new DocumentsHaveMoved({ collections: Components.name }))
  }
  return Effect.void
}

const named = (read: Read, keys: ReadonlyArray<Key>): ReadonlyArray<string> =>
  keys.flatMap((key) => {
    const record = read.identifiers.get(key)?.body
    return record?.state === "pointer" ? [record.component] : []
  })
