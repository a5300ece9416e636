import { noSuchField, notFound } from "./Refused.ts"
import type { Row } from "./Soql.ts"

/** Objects that hang on contacts by a lookup; which there are is the org's. */
export type Children = ReturnType<typeof makeChildren>

/** `objects`: lookup fields by object, such as `{Case: ["ContactId"]}`. */
export const makeChildren = (objects: Readonly<Record<string, ReadonlyArray<string>>>) => {
  const tables = new Map(Object.keys(objects).map((object) => [object, new Map<string, Row>()]))
  let made = 0
  const tableOf = (object: string) => {
    const table = tables.get(object)
    if (table === undefined) throw notFound()
    return table
  }
  return {
    hasObject: (object: string) => tables.has(object),
    hasField: (object: string, field: string) => objects[object]?.includes(field) ?? false,
    rows: (object: string): ReadonlyArray<Row> => [...tableOf(object).values()],
    add: (object: string, values: Row): string => {
      made += 1
      const id = `500Kth${String(made).padStart(9, "0")}AAA`
      tableOf(object).set(id, { ...values, Id: id })
      return id
    },
    update: (object: string, id: string, values: Row): void => {
      const before = tableOf(object).get(id)
      if (before === undefined) throw notFound()
      for (const field of Object.keys(values)) if (!objects[object]?.includes(field)) throw noSuchField(field)
      tableOf(object).set(id, { ...before, ...values })
    },
  }
}
