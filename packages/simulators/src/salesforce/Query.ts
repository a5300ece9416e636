import * as z from "zod"
import type { Answer } from "../Routes.ts"
import type { Children } from "./Children.ts"
import type { ContactFields } from "./ContactFields.ts"
import type { Contacts, DeletedContact } from "./Contacts.ts"
import { malformed, noSuchField, Refused, refusal } from "./Refused.ts"
import { parseSoql, type Query, type Row } from "./Soql.ts"

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

const byField = (field: string) => (x: Row, y: Row) => (String(x[field]) < String(y[field]) ? -1 : 1)

/** `query`, or `queryAll` with what is deleted; one page. */
export const answerQuery = (queried: Queried, soql: string, withDeleted: boolean, version: string): object => {
  const query = parseSoql(soql)
  checkFields(queried, query)
  const { fields, object, where, orderBy, limit = pageSize } = query
  const rows = rowsOf(queried, object, withDeleted).filter(where)
  const found = (orderBy === undefined ? rows : rows.toSorted(byField(orderBy))).slice(0, Math.min(limit, pageSize))
  const records = found.map((row) => ({
    attributes: { type: object, url: `/services/data/${version}/sobjects/${object}/${row["Id"]}` },
    ...Object.fromEntries(fields.map((name) => [name, row[name] ?? null])),
  }))
  return { totalSize: records.length, done: true, records }
}

const Composite = z.object({
  allOrNone: z.boolean().default(false),
  compositeRequest: z
    .array(z.object({ method: z.literal("GET"), url: z.string(), referenceId: z.string().regex(/^[A-Za-z]\w*$/) }))
    .min(1)
    .max(25),
})

const mostQueries = 5

/** `POST composite`: here with queries only. The series counts as one call. */
export const answerComposite = (queried: Queried, body: unknown, version: string): Answer => {
  const composite = Composite.safeParse(body)
  if (!composite.success) throw malformed("a list of GET subrequests is expected")
  const { compositeRequest: requests } = composite.data
  if (requests.length > mostQueries) throw new Refused(400, "LIMIT_EXCEEDED", `at most ${mostQueries} queries`)
  const compositeResponse = requests.map(({ url, referenceId }) => {
    const answer = subrequest(queried, url, version)
    return { body: answer.body, httpHeaders: {}, httpStatusCode: answer.status, referenceId }
  })
  return { status: 200, body: { compositeResponse } }
}

const subrequest = (queried: Queried, url: string, version: string): Answer => {
  const { pathname, searchParams } = new URL(url, "http://salesforce")
  const resource = new RegExp(`^/services/data/${version}/(query|queryAll)/?$`).exec(pathname)?.[1]
  if (resource === undefined) return refusal(new Refused(404, "NOT_FOUND", "The requested resource does not exist"))
  try {
    return { status: 200, body: answerQuery(queried, searchParams.get("q") ?? "", resource === "queryAll", version) }
  } catch (problem) {
    if (problem instanceof Refused) return refusal(problem)
    throw problem
  }
}
