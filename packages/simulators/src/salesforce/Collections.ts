import * as z from "zod"
import type { Children } from "./Children.ts"
import { malformed, Refused } from "./Refused.ts"
import type { Row } from "./Soql.ts"
import type { Applied, Transact } from "./Transaction.ts"
import type { RecordBody, Writes } from "./Writes.ts"

const Collection = z.object({
  allOrNone: z.boolean().default(false),
  records: z.array(z.looseObject({ attributes: z.looseObject({ type: z.string() }) })).min(1),
})

const read = (body: unknown) => {
  const collection = Collection.safeParse(body)
  if (!collection.success) throw malformed("typed records are expected")
  if (collection.data.records.length > mostRecords) {
    throw new Refused(400, "EXCEEDED_ID_LIMIT", `record limit reached. cannot submit more than ${mostRecords} records`)
  }
  return collection.data
}

const mostRecords = 200

/** Upserts up to 200 records in order; each has its own result, and the request succeeds all the same. */
export const upsertCollection = async (
  body: unknown,
  field: string,
  writes: Writes,
  transact: Transact,
): Promise<ReadonlyArray<object>> => {
  const { allOrNone, records } = read(body)
  if (records.some(({ attributes }) => attributes.type !== "Contact"))
    throw malformed("records of type Contact are expected")
  const keys = records.map((record) => keyOf(record, field))
  const plans = records.map(({ attributes: _, ...record }, index) => () => {
    const key = keys[index]
    if (key === undefined) throw new Refused(400, "MISSING_ARGUMENT", `${field} not specified`, [field])
    if (keys.indexOf(key) !== keys.lastIndexOf(key)) {
      throw new Refused(400, "DUPLICATE_VALUE", "Duplicate external id specified", [field])
    }
    const { [field]: value, ...rest } = record
    return writes.upsert(field, String(value), rest)
  })
  return (await transact(plans, allOrNone)).map(resultOf)
}

/** Updates up to 200 records by the `Id` in each; those of one object may not name one twice. */
export const updateCollection = async (
  body: unknown,
  writes: Writes,
  children: Children,
  transact: Transact,
): Promise<ReadonlyArray<object>> => {
  const { allOrNone, records } = read(body)
  const plans = records.map(({ attributes: { type }, Id, ...values }) => () => {
    if (typeof Id !== "string" || !/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(Id)) {
      throw new Refused(400, "MALFORMED_ID", "bad id", ["Id"])
    }
    if (records.filter((record) => record["Id"] === Id).length > 1) {
      throw new Refused(400, "DUPLICATE_VALUE", "Duplicate id specified", ["Id"])
    }
    if (type === "Contact") return writes.update(Id, values)
    return {
      row: Id,
      commit: () => {
        children.update(type, Id, values as Row)
        return { id: Id, created: false, undo: () => {} }
      },
    }
  })
  return (await transact(plans, allOrNone)).map(resultOf)
}

const keyOf = (record: RecordBody, field: string): string | undefined => {
  const value = record[field]
  return typeof value === "string" && value !== "" ? value.toLowerCase() : undefined
}

const resultOf = (result: Applied | Refused): object =>
  result instanceof Refused
    ? {
        success: false,
        errors: [{ statusCode: result.errorCode, message: result.message, fields: result.fields ?? [] }],
      }
    : { id: result.id, success: true, errors: [], created: result.created }
