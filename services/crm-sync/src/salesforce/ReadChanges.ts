import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { Clock, Effect } from "effect"
import * as z from "zod"
import type { Changes } from "../Sink.ts"
import { readContact, selectedFields } from "./ReadContact.ts"
import { isDeleted, readMerged } from "./ReadMerged.ts"
import type { FoundRecord, SalesforceApi } from "./SalesforceApi.ts"
import type { SalesforceMapping } from "./SalesforceMapping.ts"
import { quoted } from "./Soql.ts"

/** As many contacts as an answer of 256 KiB surely holds. */
const pageSize = 400
/** A transaction that began before us may still be committed with an earlier time. */
const overlapMillis = 5 * 60_000

const Position = z.tuple([z.iso.datetime(), z.string().regex(/^([A-Za-z0-9]{15,18})?$/)])

/** Time and id of the last contact: many can have one time. */
const readPosition = (text: string | undefined): readonly [string, string] => {
  const read = Position.safeParse((text ?? "").split("/"))
  return read.success ? read.data : ["1970-01-01T00:00:00.000Z", ""]
}

const timeOf = (record: FoundRecord) => String(record["SystemModstamp"]).replace(/\+0000$/, "Z")

/** Contacts that changed after a position, deleted ones among them. */
export const readChanges = Effect.fn("Salesforce.readChanges")(function* (
  api: SalesforceApi,
  mapping: SalesforceMapping,
  position: string | undefined,
) {
  const policy = yield* CurrentIdentifierPolicy
  const [time, id] = readPosition(position)
  const after = `SystemModstamp > ${time} OR (SystemModstamp = ${time} AND Id > ${quoted(id)})`
  const select = `SELECT ${selectedFields(mapping)},IsDeleted,MasterRecordId FROM Contact`
  const { records } = yield* api.query(
    `${select} WHERE ${after} ORDER BY SystemModstamp, Id LIMIT ${pageSize}`,
    "queryAll",
  )
  const last = records.at(-1)
  return {
    records: records.flatMap((found) =>
      isDeleted(found) ? readMerged(found, mapping, policy) : [readContact(found, mapping, policy)],
    ),
    ...(last !== undefined && { position: `${timeOf(last)}/${last.Id}` }),
    more: records.length === pageSize,
  } satisfies Changes
})

export const presentPosition = Effect.map(
  Clock.currentTimeMillis,
  (now) => `${new Date(Math.floor(now) - overlapMillis).toISOString()}/`,
)
