import type { Children } from "./Children.ts"
import type { ContactFields } from "./ContactFields.ts"
import type { Contacts, DeletedContact } from "./Contacts.ts"
import { noSuchField } from "./Refused.ts"
import { comparable, parseSoql, type Query, type Row } from "./Soql.ts"

export interface Queried {
  readonly fields: ContactFields
  readonly contacts: Contacts
  readonly children: Children
}

const pageSize = 2_000
const systemFields = ["Id", "IsDeleted", "MasterRecordId", "SystemModstamp", "LastModifiedDate", "CreatedDate"]

const timeOf = (millis: number) => new Date(millis).toISOString().replace("Z", "+0000")

const rowOf = (contact: DeletedContact, isDeleted: boolean): Row => ({
  ...Object.fromEntries(contact.values),
  Id: contact.id,
  IsDeleted: isDeleted,
  MasterRecordId: contact.masterId ?? null,
  SystemModstamp: timeOf(contact.modifiedAt),
  LastModifiedDate: timeOf(contact.modifiedAt),
  CreatedDate: timeOf(contact.createdAt),
})

const rowsOf = ({ contacts, children }: Queried, object: string, withDeleted: boolean): ReadonlyArray<Row> => {
  if (object !== "Contact") return children.rows(object)
  const rows = contacts.all().map((contact) => rowOf(contact, false))
  return withDeleted ? [...rows, ...contacts.deleted().map((contact) => rowOf(contact, true))] : rows
}

const checkFields = ({ fields, children }: Queried, query: Query) => {
  for (const name of [...query.fields, ...query.conditionFields]) {
    const isKnown = query.object === "Contact" ? fields.has(name) : children.hasField(query.object, name)
    if (!isKnown && !systemFields.includes(name)) throw noSuchField(name)
  }
}

const sortable = (row: Row, field: string) => comparable(field, row[field]) ?? ""

const byFields = (fields: ReadonlyArray<string>) => (x: Row, y: Row) => {
  const field = fields.find((name) => sortable(x, name) !== sortable(y, name))
  return field === undefined ? 0 : sortable(x, field) < sortable(y, field) ? -1 : 1
}

/** `query`, or `queryAll` with what is deleted; one page. */
export const answerQuery = (queried: Queried, soql: string, withDeleted: boolean, version: string): object => {
  const query = parseSoql(soql)
  checkFields(queried, query)
  const { fields, object, where, orderBy, limit = pageSize } = query
  const rows = rowsOf(queried, object, withDeleted).filter(where)
  const found = rows.toSorted(byFields(orderBy)).slice(0, Math.min(limit, pageSize))
  const records = found.map((row) => ({
    attributes: { type: object, url: `/services/data/${version}/sobjects/${object}/${row["Id"]}` },
    ...Object.fromEntries(fields.map((name) => [name, row[name] ?? null])),
  }))
  return { totalSize: records.length, done: true, records }
}
