import { Effect } from "effect"
import { Components, Identifiers, Interactions } from "../documents/Collections.ts"
import { Documents, DocumentsHaveMoved, type Ref, ref, type Snapshot } from "../documents/Documents.ts"
import type { Key } from "../identifier/Identifier.ts"
import type { ComponentRecord, IdentifierRecord, InteractionRecord } from "../identity/Records.ts"

/** What was read, by id; `undefined` where there is no document. */
export interface Read {
  readonly identifiers: Map<Key, Snapshot<IdentifierRecord> | undefined>
  readonly interactions: Map<string, Snapshot<InteractionRecord> | undefined>
  readonly components: Map<string, Snapshot<ComponentRecord> | undefined>
}

export interface Wanted {
  readonly identifiers?: Iterable<Key>
  readonly interactions?: Iterable<string>
  readonly components?: Iterable<string>
}

export const nothingRead = (): Read => ({ identifiers: new Map(), interactions: new Map(), components: new Map() })

/** One round trip for whatever of `wanted` has not been read yet; none if there is nothing. */
export const readInto = Effect.fnUntraced(function* (read: Read, wanted: Wanted) {
  const identifiers = unread(read.identifiers, wanted.identifiers)
  const interactions = unread(read.interactions, wanted.interactions)
  const components = unread(read.components, wanted.components)
  const refs: ReadonlyArray<Ref> = [
    ...identifiers.map((key) => ref(Identifiers, key) as Ref),
    ...interactions.map((id) => ref(Interactions, id) as Ref),
    ...components.map((id) => ref(Components, id) as Ref),
  ]
  if (refs.length === 0) return
  const documents = yield* Documents
  const snapshots = (yield* documents.getMany(refs)) as ReadonlyArray<Snapshot<never> | undefined>
  for (const [i, key] of identifiers.entries()) read.identifiers.set(key, snapshots[i])
  const interactionsFrom = identifiers.length
  for (const [i, id] of interactions.entries()) read.interactions.set(id, snapshots[interactionsFrom + i])
  const componentsFrom = interactionsFrom + interactions.length
  for (const [i, id] of components.entries()) read.components.set(id, snapshots[componentsFrom + i])
})

const unread = <K>(known: ReadonlyMap<K, unknown>, wanted: Iterable<K> = []): ReadonlyArray<K> =>
  [...new Set(wanted)].filter((id) => !known.has(id))

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
  for (const key of keys) {
    const record = read.identifiers.get(key)?.body
    if (record?.state !== "pointer") continue
    const component = read.components.get(record.component)?.body
    // Read one after the other, so not one picture: the identifier has moved on in between.
    if (component === undefined || !(key in component.identifiers))
      return yield* new DocumentsHaveMoved({ collections: Components.name })
  }
})

const named = (read: Read, keys: ReadonlyArray<Key>): ReadonlyArray<string> =>
  keys.flatMap((key) => {
    const record = read.identifiers.get(key)?.body
    return record?.state === "pointer" ? [record.component] : []
  })
