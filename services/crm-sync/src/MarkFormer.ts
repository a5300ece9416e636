import type { EffectRecord } from "@kith/core/documents/Collections"
import { Documents } from "@kith/core/documents/Documents"
import { applyOnce, effectRef, type Place, type Wanted } from "@kith/core/documents/EffectLedger"
import { presentPerson } from "@kith/core/documents/PresentPerson"
import { freshId } from "@kith/core/identifier/FreshId"
import { type Keyring, Keys } from "@kith/core/identifier/Keyring"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { eachOnItsOwn } from "@kith/core/topics/EachOnItsOwn"
import { Effect } from "effect"
import { type Wrote, wroteBy } from "./Fields.ts"
import type { Sink } from "./Sink.ts"

/**
 * Records that former ids have of their own come to say whose they are, and lose what we wrote there of addresses that are
 * the heir's no more.
 */
export const markFormer = Effect.fnUntraced(function* (sink: Sink, person: CurrentPerson) {
  if (person.former.length === 0) return
  const documents = yield* Documents
  const keyring = yield* Keys
  const holder = yield* freshId
  const places = person.former.map((subject): Place => ({ system: sink.name, subject, holder }))
  const records = yield* documents.getMany(places.map(effectRef))
  const stale = places.filter((_, i) => {
    const record = records[i]?.body
    return record !== undefined && record.digest !== mergedInto(sink, person, record, keyring).digest
  })
  yield* eachOnItsOwn(stale, (place) =>
    applyOnce(
      place,
      (recorded) =>
        Effect.map(presentPerson(place.subject), (heir) =>
          heir?.customerId === person.customerId ? mergedInto(sink, heir, recorded, keyring) : undefined,
        ),
      (left) => sink.markMerged(place.subject, person.customerId, left),
    ),
  )
})

/** In the former id's own version, so that its person can come back with a later one. */
const mergedInto = (sink: Sink, heir: CurrentPerson, recorded: EffectRecord, keyring: Keyring): Wanted<Wrote> => {
  const wrote = wroteBy(keyring, sink.name, recorded)
  const isHeirs = (field: string) => heir.identifiers.some(({ value }) => wrote.isOurs(field, value))
  const left = wrote.fields.filter((field) => sink.addressFields.includes(field) && !isHeirs(field))
  return {
    version: recorded.version,
    digest: keyring.digest(`effect.${sink.name}.merged`, [heir.customerId, ...left].join()),
    payload: { ...wrote, fields: left },
  }
}
