import { type EffectRecord, Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { applyOnce, type Wanted } from "@kith/core/documents/EffectLedger"
import { presentPerson } from "@kith/core/documents/PresentPerson"
import { VendorIsUnavailable } from "@kith/core/http/Vendor"
import { freshId } from "@kith/core/identifier/FreshId"
import { interactionDocumentId, type Keyring, Keys } from "@kith/core/identifier/Keyring"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { say } from "@kith/core/telemetry/Harmless"
import { eachOnItsOwn } from "@kith/core/topics/EachOnItsOwn"
import { Effect } from "effect"
import { type Fields, marksOf } from "./Fields.ts"
import { markFormer } from "./MarkFormer.ts"
import { type Sink, Sinks, type Written } from "./Sink.ts"
import { mergeInteractionId, tellOfRecords } from "./TellOfRecord.ts"
import { upsertFromHolder } from "./UpsertFromHolder.ts"

/** Brings every CRM to the present state of a person. `customerId` may be a former one. */
export const syncPerson = Effect.fnUntraced(function* (customerId: string) {
  const sinks = yield* Sinks
  if (sinks.length === 0) return yield* countUnsynced
  const person = yield* presentPerson(customerId)
  if (person === undefined) return
  yield* eachOnItsOwn(sinks, (sink) => sink.gate.through(syncTo(sink, person)))
})

const countUnsynced = Effect.flatMap(Documents, (documents) =>
  documents.commit({ writes: [], counts: { "crm-sync.without-sink": 1 } }),
)

const syncTo = Effect.fnUntraced(function* (sink: Sink, person: CurrentPerson) {
  const { customerId } = person
  const keyring = yield* Keys
  const place = { system: sink.name, subject: customerId, holder: yield* freshId }
  const outcome = yield* applyOnce(
    place,
    (recorded) =>
      Effect.andThen(
        graphKnows(sink, recorded),
        Effect.map(presentPerson(customerId), (present) => wantedOf(sink, customerId, present, recorded, keyring)),
      ),
    ({ person: present, fields }, recorded) =>
      upsertFromHolder(sink, present, fields, changeKey(present, keyring), recorded).pipe(
        Effect.tap(({ told = [] }) => tellOfRecords(told)),
        Effect.map((written) => ({ ...written, awaits: mergesIn(written, keyring) })),
      ),
  )
  if (outcome === "undone") return yield* becameAnothers(sink)
  // Only now: a record that was the former person's may just have become this person's.
  yield* markFormer(sink, person)
})

const becameAnothers = ({ name }: Sink) =>
  new VendorIsUnavailable({ system: name, reason: say`its record became another person's` })

const mergesIn = ({ told = [] }: Written, keyring: Keyring): ReadonlyArray<string> =>
  told.flatMap((record) => mergeInteractionId(record) ?? []).map((id) => interactionDocumentId(keyring, id))

/**
 * The graph mostly makes one person of two whose records the CRM merged. Whoever is written before it has done so would get
 * a second record; whoever is still a person of its own afterwards has none any more.
 */
const graphKnows = Effect.fnUntraced(function* (sink: Sink, { awaits = [] }: EffectRecord) {
  if (awaits.length === 0) return
  const found = yield* (yield* Documents).getMany(awaits.map((id) => ref(Interactions, id)))
  if (found.includes(undefined)) return yield* becameAnothers(sink)
})

/** A higher version alone is not worth a call, so the digest is made of what is written. */
const wantedOf = (
  sink: Sink,
  customerId: string,
  person: CurrentPerson | undefined,
  recorded: EffectRecord,
  keyring: Keyring,
): Wanted<{ person: CurrentPerson; fields: Fields }> | undefined => {
  if (person?.customerId !== customerId || isHeldBack(sink, person, recorded)) return undefined
  // Whoever does not belong there any more stays without what was written.
  const fields = sink.fieldsOf(person) ?? (Object.keys(recorded.wrote ?? {}).length > 0 ? {} : undefined)
  if (fields === undefined) return undefined
  return {
    version: person.version,
    digest: keyring.digest(`effect.${sink.name}`, JSON.stringify([fields])),
    place: sink.placeOf?.(person, recorded),
    ...(sink.hasFields && { marks: () => marksOf(keyring, sink.name, fields) }),
    payload: { person, fields },
  }
}

/** Whoever is most probably somebody known gets no record of their own, and keeps one that is there. */
const isHeldBack = (sink: Sink, { probably, identifiers }: CurrentPerson, { version }: EffectRecord): boolean =>
  probably !== undefined && version === 0 && identifiers.every(({ kind }) => kind !== `crm.${sink.name}`)

/**
 * The guide's idempotency key, with the version: the bare interaction id would make a gateway swallow every later change
 * of the same interaction.
 */
const changeKey = ({ customerId, version, lastInteraction }: CurrentPerson, keyring: Keyring) => {
  const subject =
    lastInteraction === undefined ? customerId : interactionDocumentId(keyring, lastInteraction.interactionId)
  return `${subject}:${version}`
}
