import { basicCredentialsOf } from "./AccessTokens.ts"
import type { Call } from "./CallLog.ts"
import { type Answer, dispatch, jsonOf, type Route, type SimulatorRequest } from "./Routes.ts"
import { listen, type Served, serve } from "./Server.ts"
import { makeHourlyLimit } from "./servicenow/HourlyLimit.ts"
import { makeRecords, type Records, type ServiceNowRecord } from "./servicenow/Records.ts"
import { makeTrouble, type Trouble, type TroubleAtFirst } from "./Trouble.ts"

export interface ServiceNowOrgOptions {
  /** 0 takes a free port. */
  readonly port?: number
  readonly user: string
  readonly password: string
  readonly table?: string
  readonly stagingTable?: string
  /** The column that the transform map coalesces on. */
  readonly coalesceOn?: string
  /** Requests an hour. */
  readonly hourlyLimit?: number
  readonly trouble?: TroubleAtFirst
  readonly now?: () => number
}

export interface ServiceNowOrg extends ServiceNow {
  readonly url: string
  readonly stop: () => Promise<void>
}

export interface ServiceNow {
  /** Records that were there before. Returns their ids. */
  readonly seed: (records: ReadonlyArray<Readonly<Record<string, string>>>) => ReadonlyArray<string>
  readonly contacts: () => ReadonlyArray<ServiceNowRecord>
  readonly calls: () => ReadonlyArray<Call>
  readonly trouble: Trouble & {
    /** The transform script fails on the next rows. */
    readonly failTransforms: (count: number) => void
    /** The user's password has expired, or its account is locked. */
    readonly lockUser: (isLocked: boolean) => void
  }
}

const columns = [
  ...["email", "phone", "first_name", "last_name", "name", "correlation_id", "u_kith_id", "u_kith_merged_into"],
  ...["u_customer_tier", "u_last_interaction", "u_last_interaction_at"],
]
const longestBody = 10 * 1024 * 1024

const failure = (status: number, message: string): Answer => ({
  status,
  body: { error: { message, detail: null }, status: "failure" },
})

/** A ServiceNow instance on loopback. */
export const startServiceNowOrg = async (options: ServiceNowOrgOptions): Promise<ServiceNowOrg> => {
  const { api, ...org } = makeServiceNowOrg(options)
  return { ...org, ...(await listen(api, options.port)) }
}

/** An import set table with its transform map, and the Table API beside it; `api` takes the requests. */
export const makeServiceNowOrg = (options: ServiceNowOrgOptions): ServiceNow & { readonly api: Served } => {
  const { now = Date.now, table = "customer_contact", stagingTable = "u_kith_import" } = options
  const { coalesceOn = "u_kith_id" } = options
  const trouble = makeTrouble(options.trouble, () => {})
  const limit = makeHourlyLimit(options.hourlyLimit ?? 1_000_000, now)
  const contacts = makeRecords(columns)
  let failing = 0
  let isLocked = false
  const transformFails = () => failing > 0 && failing-- > 0
  const routes = [
    importRoute(stagingTable, table, coalesceOn, contacts, transformFails),
    ...tableRoutes(table, contacts),
  ]
  const answer = async (request: SimulatorRequest): Promise<Answer> => {
    const { exceeded, headers } = limit()
    const given = basicCredentialsOf(request)
    const isUser = !isLocked && given?.id === options.user && given.secret === options.password
    const answered = exceeded
      ? failure(429, "Rate limit exceeded")
      : isUser
        ? await dispatch(routes, request, otherwise)
        : failure(401, "User Not Authenticated")
    return { ...answered, headers: { ...answered.headers, ...headers } }
  }
  const inspection: ReadonlyArray<Route> = [
    {
      method: "GET",
      path: "/simulator/contacts",
      handle: () => ({ status: 200, body: { contacts: contacts.all() } }),
    },
  ]
  const unavailable = () => failure(503, "The instance is not available")
  const api = serve({ answer, unavailable, longestBody, inspection, trouble, now })
  return {
    api,
    seed: (records) => records.map((record) => contacts.insert(record).sys_id),
    contacts: contacts.all,
    calls: api.calls.latest,
    trouble: {
      ...trouble,
      failTransforms: (count) => {
        failing += count
      },
      lockUser: (value) => {
        isLocked = value
      },
    },
  }
}

const otherwise = {
  noSuchPath: () => failure(400, "Invalid table"),
  noSuchMethod: () => failure(405, "Method not supported"),
}

const objectOf = (request: SimulatorRequest): Readonly<Record<string, unknown>> | undefined => {
  const body = jsonOf(request)
  return typeof body === "object" && body !== null && !Array.isArray(body) ? { ...body } : undefined
}

/** A row is transformed before the answer; the map coalesces, so that a key is inserted once and then updated. */
const importRoute = (
  stagingTable: string,
  table: string,
  coalesceOn: string,
  contacts: Records,
  transformFails: () => boolean,
): Route => ({
  method: "POST",
  path: `/api/now/import/${stagingTable}`,
  handle: (request) => {
    const row = objectOf(request)
    if (row === undefined) return failure(400, "Exception while reading request")
    const key = String(row[coalesceOn] ?? "")
    const result = (more: object) => ({
      status: 201,
      body: {
        import_set: "ISET0010001",
        staging_table: stagingTable,
        result: [{ transform_map: "Kith", table, ...more }],
      },
    })
    if (transformFails()) return result({ status: "error", error_message: "Unable to transform the row" })
    const before = key === "" ? undefined : contacts.matching(`${coalesceOn}=${key}`)[0]
    const after = before === undefined ? contacts.insert(row) : contacts.update(before.sys_id, row)
    if (after === undefined) return result({ status: "error", error_message: "the target is gone" })
    const isSame = before !== undefined && JSON.stringify(before) === JSON.stringify(after)
    const status = before === undefined ? "inserted" : isSame ? "ignored" : "updated"
    return result({ status, sys_id: after.sys_id, display_name: "name", display_value: after["name"] ?? "" })
  },
})

/** The table itself: no upsert, and no two inserts are the same. */
const tableRoutes = (table: string, contacts: Records): ReadonlyArray<Route> => {
  const all = `/api/now/table/${table}`
  const missing = () => failure(404, "No Record found")
  return [
    {
      method: "GET",
      path: all,
      handle: ({ query }) => {
        const found = contacts.matching(query.get("sysparm_query") ?? "")
        const fields = query.get("sysparm_fields")?.split(",")
        const rows = found.slice(0, Number(query.get("sysparm_limit") ?? 10_000))
        const shown = (row: ServiceNowRecord) =>
          fields === undefined ? row : Object.fromEntries(fields.map((name) => [name, row[name] ?? ""]))
        return { status: 200, headers: { "x-total-count": String(found.length) }, body: { result: rows.map(shown) } }
      },
    },
    {
      method: "POST",
      path: all,
      handle: (request) => {
        const values = objectOf(request)
        if (values === undefined) return failure(400, "Exception while reading request")
        return { status: 201, body: { result: contacts.insert(values) } }
      },
    },
    {
      method: "PATCH",
      path: `${all}/:id`,
      handle: (request, param) => {
        const values = objectOf(request)
        if (values === undefined) return failure(400, "Exception while reading request")
        const after = contacts.update(param("id"), values)
        return after === undefined ? missing() : { status: 200, body: { result: after } }
      },
    },
    {
      method: "DELETE",
      path: `${all}/:id`,
      handle: (_, param) => (contacts.remove(param("id")) ? { status: 204 } : missing()),
    },
  ]
}
