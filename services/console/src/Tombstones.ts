import { Consents, type ErasureRecord, Erasures, Identifiers, Interactions } from "@kith/core/documents/Collections"
import { Documents, ref, type Write } from "@kith/core/documents/Documents"
import { loadPerson } from "@kith/core/documents/PresentPerson"
import type { HttpResponse } from "@kith/core/http/Http"
import type { Key } from "@kith/core/identifier/Identifier"
import type { Harmless } from "@kith/core/telemetry/Harmless"
import { Clock, Effect } from "effect"
import type * as z from "zod"
import {
  type ErasedEntry,
  type TombstoneEntry,
  type TombstoneOrder,
  type TombstonePage,
  tombstonesPerPage,
} from "./api/Privacy.ts"
import { erasePerson } from "./ErasePerson.ts"
import { fromTheRead } from "./FindPerson.ts"

/**
 * A restored backup knows nothing of the erasures since. They are kept apart, in keys and ids without a value, and are
 * carried out again on what was restored, before anybody else may use it.
 */

const page = tombstonesPerPage

/** `GET /tombstones`: consents first, then erasures; page on with `next` as `after`. */
export const listTombstones = Effect.fn("Tombstones.listTombstones")(function* ({ after }: TombstonePage) {
  const documents = yield* Documents
  const [collection = "", id] = (after ?? "consents").split("/")
  const from = { limit: page, ...(id !== undefined && { after: id }) }
  const answer = (entries: ReadonlyArray<TombstoneEntry>, last: string | undefined): HttpResponse => {
    const more = entries.length === page ? `${collection}/${last}` : collection === "consents" ? "erasures" : undefined
    return { status: 200, body: { entries, ...(more !== undefined && { next: more }) } }
  }
  if (collection === "consents") {
    const found = yield* documents.list(Consents, from)
    return answer(
      found.map(({ id, body }) => ({ consented: { key: id as Key, at: body.at } })),
      found.at(-1)?.id,
    )
  }
  const found = yield* documents.list(Erasures, from)
  return answer(yield* Effect.forEach(found, ({ body }) => entryOf(body)), found.at(-1)?.id)
})

/** Of its interactions those that are tombstones: others' are named there, too. */
const entryOf = Effect.fnUntraced(function* ({ at, keys, forms = [], customerIds, interactionIds }: ErasureRecord) {
  const documents = yield* Documents
  const interactions: Array<string> = []
  for (let i = 0; i < interactionIds.length; i += 200) {
    const ids = interactionIds.slice(i, i + 200)
    const found = yield* documents.getMany(ids.map((id) => ref(Interactions, id)))
    interactions.push(...ids.filter((_, at) => found[at]?.body.state === "tombstone"))
  }
  return { erased: { at, keys: [...keys, ...forms], customerIds, interactions } } satisfies TombstoneEntry
})

/**
 * `POST /tombstones`: what `GET /tombstones` answered elsewhere or before. Whoever is there again is erased again, systems
 * and all; what is not there gets its tombstone. Done twice it does nothing. How many erasures it led to.
 */
export const applyTombstones = Effect.fn("Tombstones.applyTombstones")(function* (
  { entries }: TombstoneOrder,
  systems: ReadonlyArray<Harmless>,
) {
  let erasures = 0
  for (const entry of entries) {
    if ("consented" in entry) yield* consentAgain(entry.consented.key, entry.consented.at)
    else erasures += yield* eraseAgain(entry.erased, systems)
  }
  return { status: 200, body: { applied: entries.length, erasures } } satisfies HttpResponse
})

const consentAgain = Effect.fnUntraced(function* (key: Key, at: number) {
  const documents = yield* Documents
  const [known] = yield* documents.getMany([ref(Consents, key)])
  if (known !== undefined && known.body.at >= at) return
  yield* documents.commit({ writes: [{ op: "put", ref: ref(Consents, key), body: { schema: 1, at } }] })
}, fromTheRead)

const eraseAgain = Effect.fnUntraced(function* (
  { at, keys, customerIds, interactions }: z.infer<typeof ErasedEntry>["erased"],
  systems: ReadonlyArray<Harmless>,
) {
  let erasures = 0
  for (const key of keys) {
    if (yield* isSettled(key, at)) continue
    yield* erasePerson({ subject: { key }, dryRun: false }, systems)
    erasures += 1
  }
  for (const customerId of customerIds) {
    const person = (yield* loadPerson(customerId))?.body
    // Under a former id somebody else may be meant by now.
    if (person?.state !== "current" || person.customerId !== customerId || person.identifiers.length > 0) continue
    yield* erasePerson({ subject: { customerId }, dryRun: false }, systems)
    erasures += 1
  }
  yield* forgetInteractions(interactions)
  return erasures
})

/** It is a tombstone already, as another key of the same person made it, or its person came back since. */
const isSettled = Effect.fnUntraced(function* (key: Key, erasedAt: number) {
  const documents = yield* Documents
  const [identifier] = yield* documents.getMany([ref(Identifiers, key)])
  if (identifier?.body.state === "tombstone") return true
  const [consent] = yield* documents.getMany([ref(Consents, key)])
  return consent !== undefined && consent.body.at > erasedAt
})

const forgetInteractions = Effect.fnUntraced(function* (ids: ReadonlyArray<string>) {
  const documents = yield* Documents
  const at = yield* Clock.currentTimeMillis
  for (let i = 0; i < ids.length; i += 200) {
    const some = ids.slice(i, i + 200)
    const found = yield* documents.getMany(some.map((id) => ref(Interactions, id)))
    const writes = some.flatMap((id, n): ReadonlyArray<Write> => {
      const body = { schema: 1, state: "tombstone", at }
      return found[n] === undefined ? [{ op: "put", ref: ref(Interactions, id), body, seen: "absent" }] : []
    })
    if (writes.length > 0) yield* documents.commit({ writes })
  }
}, fromTheRead)
