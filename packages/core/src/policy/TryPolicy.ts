import { Effect } from "effect"
import { Components } from "../documents/Collections.ts"
import { Documents } from "../documents/Documents.ts"
import { nothingRead, type Read } from "../graph/LoadEvidence.ts"
import { untilUnmoved } from "../graph/UntilUnmoved.ts"
import type { Key } from "../identifier/Identifier.ts"
import { changesBetween, type PersonsChange, standsUnder } from "../identity/PolicyEffect.ts"
import type { ComponentRecord } from "../identity/Records.ts"
import type { Resolved } from "../identity/Resolve.ts"
import { type Change, maybeSharedNoMore, recountUnder } from "./RecountUnder.ts"

/** A part of the graph as it is and as it would be, with whoever would be another. */
export interface Tried {
  readonly before: ReadonlyArray<ComponentRecord>
  readonly after: ReadonlyArray<ComponentRecord>
  readonly changes: ReadonlyArray<PersonsChange>
}

export interface TriedPage {
  readonly components: number
  readonly persons: number
  readonly tried: ReadonlyArray<Tried>
  /** Too large to be tried at once. */
  readonly leftOut: number
  /** Where to go on; nothing at the end. */
  readonly next?: string
}

const listed = 200
/** Counting anew reads every interaction of a part: so many of a page at most. */
const mostTried = 20
const mostInPart = 40

/**
 * What another policy would make of a page of the store, counted from the stored evidence as an activation would; nothing is
 * written. Parts that one of several components belongs to are told with the first of them.
 */
export const tryPolicy = Effect.fn("TryPolicy.tryPolicy")(function* (change: Change, after?: string) {
  const documents = yield* Documents
  const page = yield* documents.list(Components, { limit: listed, ...(after !== undefined && { after }) })
  const tried: Array<Tried> = []
  let [components, persons, leftOut, recounts] = [0, 0, 0, 0]
  for (const { id, body } of page) {
    if (recounts >= mostTried) break
    components += 1
    persons += body.persons.length
    const unshared = yield* untilUnmoved(
      Effect.suspend(() => maybeSharedNoMore(body.aside, nothingRead(), change.policy)),
    )
    if (unshared.size === 0 && standsUnder(body, change.policy)) continue
    recounts += 1
    const part = yield* untilUnmoved(partOf(change, id))
    if (part === "too large") leftOut += 1
    else if (part !== undefined && part.changes.length > 0) tried.push(part)
  }
  const isWhole = components === page.length && page.length < listed
  const last = page[components - 1]?.id
  return { components, persons, tried, leftOut, ...(!isWhole && last !== undefined && { next: last }) } as TriedPage
})

/** All that would be connected with a component; nothing if it is told with another. */
const partOf = Effect.fnUntraced(function* (change: Change, start: string) {
  let ids: ReadonlyArray<string> = [start]
  let sharedNoMore = yield* sharedNoMoreBeside(yield* componentsOf(ids), change)
  for (;;) {
    const { read, resolved } = yield* recountUnder(change, { components: ids, sharedNoMore })
    const { groups, reached } = connectedWith(ids, sharedNoMore, read, resolved)
    if ([...ids, ...reached].some((id) => id < start)) return undefined
    // Who is one person by what is shared no more was seen with other shared identifiers, and those may be shared no more too.
    const beside = yield* sharedNoMoreBeside([...(yield* componentsOf(reached)), ...groups], change)
    if (reached.length > 0 || [...beside].some((key) => !sharedNoMore.has(key))) {
      ids = [...ids, ...reached]
      sharedNoMore = new Set([...sharedNoMore, ...beside])
      if (ids.length > mostInPart || sharedNoMore.size > mostInPart) return "too large"
      continue
    }
    const before = ids.flatMap((id) => read.components.get(id)?.body ?? [])
    return { before, after: groups, changes: changesBetween(before, groups) } satisfies Tried
  }
})

const componentsOf = Effect.fnUntraced(function* (ids: ReadonlyArray<string>) {
  const documents = yield* Documents
  const found = yield* documents.getMany(ids.map((id) => ({ collection: Components, id })))
  return found.flatMap((snapshot) => snapshot?.body ?? [])
})

const sharedNoMoreBeside = (components: ReadonlyArray<ComponentRecord>, { policy }: Change) =>
  maybeSharedNoMore(new Set(components.flatMap(({ aside }) => aside)), nothingRead(), policy)

/** What became of these components, and others that it is connected with. */
const connectedWith = (
  ids: ReadonlyArray<string>,
  sharedNoMore: ReadonlySet<Key>,
  read: Read,
  resolved: Resolved,
): { readonly groups: ReadonlyArray<ComponentRecord>; readonly reached: ReadonlyArray<string> } => {
  const placeOf = new Map<string, string>()
  for (const [id, snapshot] of read.components)
    for (const key of Object.keys(snapshot?.body.identifiers ?? {})) placeOf.set(key, id)
  const keysOf = ({ identifiers }: ComponentRecord) => Object.keys(identifiers) as Array<Key>
  const places = (component: ComponentRecord) => keysOf(component).flatMap((key) => placeOf.get(key) ?? [])
  const isNew = (component: ComponentRecord) =>
    places(component).length === 0 && keysOf(component).some((key) => sharedNoMore.has(key))
  // What else is shared no more is other people's, and told with them.
  const groups = resolved.components.filter((one) => isNew(one) || places(one).some((id) => ids.includes(id)))
  return { groups, reached: [...new Set(groups.flatMap(places))].filter((id) => !ids.includes(id)) }
}
