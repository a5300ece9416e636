import { type EffectRecord, Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { effectRef, loseRecord } from "@kith/core/documents/EffectLedger"
import { presentPerson } from "@kith/core/documents/PresentPerson"
import { nothingToSay, passOn, type Word, wordOf } from "@kith/core/graph/PassOn"
import { VendorIsUnavailable } from "@kith/core/http/Vendor"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import { type Fields, nothing, wroteBy } from "./Fields.ts"
import type { Held, Holder, Sink } from "./Sink.ts"
import { recordInteractionId } from "./TellOfRecord.ts"

/** A record has one holder; more only where somebody else writes it in the same moment. */
const mostHolders = 3

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
  const words: Array<Word> = []
  for (let asked = 0; asked <= mostHolders; asked++) {
    const { heldBy, ...written } = yield* sink.upsert(person, fields, changeKey, recorded, { wrote, holders })
    if (heldBy === undefined) {
      yield* Effect.forEach(words, passOn, { discard: true })
      return written
    }
    const { holder, word } = yield* meet(sink, person, heldBy)
    holders[heldBy.customerId] = holder
    words.push(word)
  }
  return yield* new VendorIsUnavailable({ system: sink.name, reason: say`its record keeps changing hands` })
})

/** Who the other id stands for. Whoever is about to lose the record forgets it, and is to be told. */
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
  if (holder.is === "another" && !held.isTaken) return { holder, word: nothingToSay }
  const word: Word = other !== undefined && holder.is === "another" ? yield* wordOf([other]) : nothingToSay
  if (word.writes.length > 0) yield* documents.commit({ writes: word.writes })
  yield* loseRecord(place)
  return { holder, word }
})
