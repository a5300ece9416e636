import { SeveralMatches, VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { type Harmless, say, shaped } from "@kith/core/telemetry/Harmless"
import { Result } from "effect"
import type { CrmRecord } from "../CrmRecord.ts"
import { type Fields, nothing, type Wrote } from "../Fields.ts"
import type { Known, SinkFact, Written } from "../Sink.ts"
import { system } from "./SalesforceApi.ts"

/** A change of one contact. */
export type ContactWrite =
  | {
      readonly _tag: "upsert"
      readonly person: CurrentPerson
      readonly fields: Fields
      readonly changeKey: string
      /** The org's id of the contact: the person brought it, or we wrote to it before. */
      readonly recordId: string | undefined
      /** The person says that it is this contact's. */
      readonly isBrought: boolean
      /** The contact that we wrote to before, if it is another one. */
      readonly before: { readonly recordId: string; readonly isOurs: boolean } | undefined
      /** We wrote it before, so our id should find it. */
      readonly isKnown: boolean
      /** The contact that we wrote to last. */
      readonly last: string | undefined
      readonly known: Known
    }
  /** The contact of a former id says whose it is. */
  | { readonly _tag: "mark"; readonly formerId: string; readonly customerId: string; readonly left: Wrote }

/** What is to be done next about one of them. */
export type Step =
  /** Find out whose contact is there already. */
  | { readonly do: "match" }
  /** Find out whose the contact is that the person brought. */
  | { readonly do: "look"; readonly recordId: string }
  /** Find out what became of this contact, which the org has no more, or not under our id. */
  | { readonly do: "trace"; readonly recordId: string }
  /** Write into this contact, and our id with the rest. */
  | { readonly do: "update"; readonly recordId: string }
  /** Find out which other contact holds our id: this one was somebody else's, and that one may be theirs by now. */
  | { readonly do: "locate"; readonly recordId: string }
  /** Another contact holds our id, and is not the person's any more: it says that it was, and this one is written. */
  | { readonly do: "move"; readonly from: string; readonly recordId: string }
  /** Another contact holds our id, which we made: this one says whose it is too, and the other one is written. */
  | { readonly do: "link"; readonly recordId: string }
  /** Write by our id. `create`: with a word for the last name, which must not replace what an agent wrote. */
  | { readonly do: "upsert"; readonly create: boolean }
  /** Alone, for an answer that tells which contacts it duplicates. */
  | { readonly do: "inspect" }
  | { readonly do: "done"; readonly result: Result.Result<Written, SinkFact> }

export interface Job {
  readonly write: ContactWrite
  readonly step: Step
  /** The contact as it was before us. */
  readonly seen?: CrmRecord
  /** It is told of as the person's. */
  readonly isAdopted?: true
  /** What is cleared by this step, since the person has it no more. */
  readonly cleared?: { readonly by: Step; readonly fields: Fields }
  /** Our id was taken out of the contact that we wrote to before. */
  readonly hasMoved?: true
  /** Contacts that the org merged, as the graph has to know. */
  readonly merged?: ReadonlyArray<CrmRecord>
  /** How often its row was locked, or somebody else was quicker. */
  readonly collisions: number
}

export const firstJob = (write: ContactWrite): Job => ({ write, step: firstStep(write), collisions: 0 })

const firstStep = (write: ContactWrite): Step => {
  if (write._tag === "mark") return { do: "upsert", create: false }
  const { recordId, isBrought, isKnown, last } = write
  if (recordId !== undefined && isBrought && !(isKnown && recordId === last)) return { do: "look", recordId }
  if (recordId !== undefined) return { do: "update", recordId }
  return isKnown ? { do: "upsert", create: false } : { do: "match" }
}

export const done = (written: Written): Step => ({ do: "done", result: Result.succeed(written) })
const failed = (fact: SinkFact): Step => ({ do: "done", result: Result.fail(fact) })
export const refused = (code: string) => failed(new VendorRefused({ system, reason: shaped("code", code) }))
export const away = (reason: Harmless) => failed(new VendorIsUnavailable({ system, reason }))
export const severalMatch = (recordIds: ReadonlyArray<string>) => failed(new SeveralMatches({ system, recordIds }))

export const isDone = ({ step }: Job): boolean => step.do === "done"

export const resultOf = ({ step }: Job): Result.Result<Written, SinkFact> =>
  step.do === "done"
    ? step.result
    : Result.fail(new VendorIsUnavailable({ system, reason: say`it keeps changing meanwhile` }))

export type Upsert = ContactWrite & { readonly _tag: "upsert" }

/** Whether a contact can be written as this person's: nobody else has it but a former id of the same person, or of nobody's. */
export const isFreeFor = ({ person, known }: Upsert, { customerId }: CrmRecord): boolean => {
  if (customerId === undefined || customerId === person.customerId) return true
  const holder = known.holders[customerId]
  // What the person has of former ids may be out of date by now.
  return holder === undefined ? person.former.includes(customerId) : holder.is !== "another"
}

/** Another id that the contact bears, of which nothing is known yet. */
export const strangerIn = ({ person, known }: Upsert, { customerId }: CrmRecord): string | undefined =>
  customerId === undefined || customerId === person.customerId || customerId in known.holders ? undefined : customerId

/** To be asked about. `isTaken`: the contact is this person's, whoever that is. */
export const heldBy = (customerId: string, { recordId }: CrmRecord, isTaken: boolean) =>
  done({ heldBy: { customerId, recordId, isTaken } })

/** What of a contact is of our writing. */
export const wroteIn = ({ person, last, known }: Upsert, { recordId, customerId }: CrmRecord): Wrote => {
  if (customerId === person.customerId || (customerId === undefined && recordId === last)) return known.wrote
  return known.holders[customerId ?? ""]?.wrote ?? nothing
}
