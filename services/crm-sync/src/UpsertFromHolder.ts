import { type EffectRecord, Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { effectRef, loseRecord, type Place } from "@kith/core/documents/EffectLedger"
import { personsWith } from "@kith/core/documents/PersonsWith"
import { presentPerson } from "@kith/core/documents/PresentPerson"
import { passOn, type Word, wordOf } from "@kith/core/graph/PassOn"
import { VendorIsUnavailable } from "@kith/core/http/Vendor"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import { type Fields, nothing, wroteBy } from "./Fields.ts"
import type { Held, Holder, Sink } from "./Sink.ts"
import { recordInteractionId } from "./TellOfRecord.ts"

/** A record has one holder, and a person lets go of one record; more only where somebody else writes it in the same moment. */
const mostAnswers = 4

/**
 * Brings a person's record to these fields. One that bears another id of ours is written only when it is known whose that is:
 * somebody who loses it is synced again, to a record found or made for them alone, also if this process ends in between.
 */
export const upsertFromHolder = Effect.fnUntraced(function* (
  sink: Sink,
  person: CurrentPerson,
  fields: Fields,
  changeKey: string,
  recorded: EffectRecord,
) {
  const wrote = wroteBy(yield* Keys, sink.name, recorded)
  const holders: Record<string, Holder> = {}
  const left = new Set<string>()
  const losers: Array<Loser> = []
  for (let answers = 0; answers <= mostAnswers; answers++) {
    const known = { wrote, holders, left }
    const { heldBy, leaves, ...written } = yield* sink.upsert(person, fields, changeKey, recorded, known)
    if (heldBy !== undefined) {
      const { holder, loser } = yield* meet(sink, person, heldBy)
      holders[heldBy.customerId] = holder
      losers.push(...loser)
    } else if (leaves !== undefined) {
      left.add(leaves)
      losers.push(...(yield* whoHas(sink, person, leaves)))
    } else {
      yield* Effect.forEach(losers, tell, { discard: true })
      return written
    }
  }
  return yield* new VendorIsUnavailable({ system: sink.name, reason: say`its record keeps changing hands` })
})

/** Somebody whose record this change may take or empty. */
interface Loser {
  readonly place: Pick<Place, "system" | "subject">
  readonly word: Word
}

/** Whoever is about to lose the record forgets it, and is to be told. */
const losing = Effect.fnUntraced(function* (sink: Sink, subject: string, person: CurrentPerson) {
  const word = yield* wordOf([person])
  yield* (yield* Documents).commit({ writes: word.writes })
  const loser: Loser = { place: { system: sink.name, subject }, word }
  yield* loseRecord(loser.place)
  return loser
})

/** They may have been synced again since, to the record as it was before. */
const tell = ({ place, word }: Loser) => Effect.andThen(loseRecord(place), passOn(word))

/** Who the other id stands for. */
const meet = Effect.fnUntraced(function* (sink: Sink, { customerId }: CurrentPerson, held: Held) {
  const documents = yield* Documents
  const keyring = yield* Keys
  const place = { system: sink.name, subject: held.customerId }
  const sighting = interactionDocumentId(keyring, recordInteractionId(sink.name, held.recordId))
  const [[effect], [told], other] = yield* Effect.all(
    [
      documents.getMany([effectRef(place)]),
      documents.getMany([ref(Interactions, sighting)]),
      presentPerson(held.customerId),
    ],
    { concurrency: 3 },
  )
  const said = told?.body.state === "known" ? Object.values(told.body.participants) : []
  const holder: Holder = {
    is: other === undefined ? "nobody" : other.customerId === customerId ? "own" : "another",
    wrote: effect === undefined ? nothing : wroteBy(keyring, sink.name, effect.body),
    isHeard: ({ kind, value }) =>
      said.some(({ identifiers }) => identifiers.some((one) => one.kind === kind && one.value === value)),
  }
  if (other !== undefined && holder.is === "another")
    return { holder, loser: held.isTaken ? [yield* losing(sink, held.customerId, other)] : [] }
  yield* loseRecord(place)
  return { holder, loser: [] }
})

/** Whose the record is that the person lets go of, as the graph has it. */
const whoHas = Effect.fnUntraced(function* (sink: Sink, { customerId }: CurrentPerson, recordId: string) {
  const found = yield* personsWith((yield* Keys).keysOf({ kind: `crm.${sink.name}`, value: recordId }))
  const persons = yield* Effect.forEach(found, ({ id }) => presentPerson(id))
  const others = persons.flatMap((one) => (one === undefined || one.customerId === customerId ? [] : [one]))
  return yield* Effect.forEach(others, (other) => losing(sink, other.customerId, other))
})
