import type { EffectRecord } from "@kith/core/documents/Collections"
import type { Applied } from "@kith/core/documents/EffectLedger"
import type { SeveralMatches, VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import type { Identifier } from "@kith/core/identifier/Identifier"
import type { CurrentPerson } from "@kith/core/identity/Records"
import type { Harmless } from "@kith/core/telemetry/Harmless"
import { Context, type Effect } from "effect"
import type { CrmRecord } from "./CrmRecord.ts"
import { type Fields, nothing, type Wrote } from "./Fields.ts"
import type { Gate } from "./Gate.ts"

export interface Written extends Applied {
  /** What the graph is to know as well: a record that was there before us, and records that the CRM merged into it. */
  readonly told?: ReadonlyArray<CrmRecord>
  /** Nothing was written: the record bears another id of ours, and the sink has to know of whom. */
  readonly heldBy?: Held
  /** Nothing is done about this record yet, the CRM's own id: the person lets go of it, and somebody else may have it by now. */
  readonly leaves?: string
}

export interface Held {
  readonly customerId: string
  /** The CRM's own id of the record. */
  readonly recordId: string
  /** The record is taken, whoever that is. */
  readonly isTaken: boolean
}

/** Another id that a record bears. */
export interface Holder {
  /** Whom the graph knows by it: nobody any more, the person itself, or another one. */
  readonly is: "nobody" | "own" | "another"
  /** In the record, for them. */
  readonly wrote: Wrote
  /** The graph was told that the record says so, and keeps both persons all the same. */
  readonly isHeard: (identifier: Identifier) => boolean
}

/** What a sink cannot know by itself. */
export interface Known {
  /** In the person's record. */
  readonly wrote: Wrote
  readonly holders: Readonly<Record<string, Holder>>
  /** Records that the person may let go of: whoever has one by now is told afterwards. */
  readonly left: ReadonlySet<string>
}

export const nothingKnown: Known = { wrote: nothing, holders: {}, left: new Set() }

export type SinkFact = VendorIsUnavailable | VendorRefused | SeveralMatches

export type Answered = Effect.Effect<Written, SinkFact>

export type Removal = "delete" | "anonymise"

/** A CRM. Each call may be made again, and then changes nothing. */
export interface Sink {
  /** As `CRM_SINKS` has it, and as effects and erasures are recorded under. */
  readonly name: Harmless
  /** Keeps those out who would only wait for it. */
  readonly gate: Gate
  /** How the person should look there; nothing if the person does not belong there. Pure. */
  readonly fieldsOf: (person: CurrentPerson) => Fields | undefined
  /** The CRM's own id of the record that the person's fields have to go to, where the person says which. Pure. */
  readonly placeOf?: (person: CurrentPerson, recorded: EffectRecord) => string | undefined
  /** What we write into a record can be told from what others write there, and is cleared when the person has it no more. */
  readonly hasFields: boolean
  /** Those of them that say how a person is reached. */
  readonly addressFields: ReadonlyArray<string>
  /** @param changeKey names this change of this person. */
  readonly upsert: (
    person: CurrentPerson,
    fields: Fields,
    changeKey: string,
    recorded: EffectRecord,
    known: Known,
  ) => Answered
  /** The record of a former id says whose it is now. `left`: what is to be cleared there, where we wrote it. */
  readonly markMerged: (formerId: string, customerId: string, left: Wrote) => Answered
  /** The record of a forgotten person goes, or stays as nobody's. */
  readonly remove: (customerId: string, how: Removal) => Answered
  /**
   * The next page of records that changed after a position, oldest first, merges in the CRM among them; from the beginning
   * without one. Left out where the CRM cannot be read.
   */
  readonly changesAfter?: (position: string | undefined) => Effect.Effect<Changes, SinkFact>
  /** The position of now: nothing that has changed before comes after it. */
  readonly present?: Effect.Effect<string>
}

export interface Changes {
  readonly records: ReadonlyArray<CrmRecord>
  /** Of the last record; where to go on. Nothing when the page was empty. */
  readonly position?: string
  readonly more: boolean
}

/** Those that are configured; none is possible. */
export class Sinks extends Context.Service<Sinks, ReadonlyArray<Sink>>()("@kith/crm-sync/Sinks") {}
