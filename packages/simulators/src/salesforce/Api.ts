import * as z from "zod"
import { type AccessTokens, bearerOf } from "../AccessTokens.ts"
import { type Answer, dispatch, jsonOf, type Route, type SimulatorRequest } from "../Routes.ts"
import type { Children } from "./Children.ts"
import { updateCollection, upsertCollection } from "./Collections.ts"
import { answerComposite } from "./Composite.ts"
import type { ContactFields } from "./ContactFields.ts"
import type { Contact, Contacts } from "./Contacts.ts"
import type { makeDailyQuota } from "./DailyQuota.ts"
import { DuplicatesDetected } from "./DuplicateRule.ts"
import { answerQuery } from "./Query.ts"
import { longForm } from "./RecordId.ts"
import { malformed, noSuchField, notFound, Refused, refusal } from "./Refused.ts"
import type { Applied, Transact, Write } from "./Transaction.ts"
import { MatchedSeveral, type RecordBody, type Writes } from "./Writes.ts"

export interface SalesforceApi {
  readonly tokens: AccessTokens
  readonly quota: ReturnType<typeof makeDailyQuota>
  readonly fields: ContactFields
  readonly contacts: Contacts
  readonly writes: Writes
  readonly transact: Transact
  readonly children: Children
}

const oldestVersion = 31
const newestVersion = 68

/** Session, then the day's quota, then the request itself: what is refused early changes nothing. */
export const answerApi = async (api: SalesforceApi, request: SimulatorRequest): Promise<Answer> => {
  if (request.path === "/services/data" || request.path === "/services/data/") return { status: 200, body: versions }
  if (!api.tokens.isLive(bearerOf(request) ?? "")) {
    return refusal(new Refused(401, "INVALID_SESSION_ID", "Session expired or invalid"))
  }
  const usage = api.quota.use()
  const answer = usage.exceeded
    ? refusal(new Refused(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."))
    : await attempted(api, request)
  return { ...answer, headers: { ...answer.headers, ...usage.headers } }
}

const versions = Array.from({ length: newestVersion - oldestVersion + 1 }, (_, index) => {
  const version = `${oldestVersion + index}.0`
  return { label: `v${version}`, url: `/services/data/v${version}`, version }
})

const attempted = async (api: SalesforceApi, request: SimulatorRequest): Promise<Answer> => {
  try {
    return await dispatch(routes(api), request, otherwise)
  } catch (problem) {
    if (problem instanceof MatchedSeveral) {
      const base = request.path.split("/").slice(0, 6).join("/")
      return { status: 300, body: problem.matches.map(({ id }) => `${base}/${id}`) }
    }
    if (problem instanceof DuplicatesDetected) return duplicatesAnswer(problem, request)
    if (problem instanceof Refused) return refusal(problem)
    throw problem
  }
}

const duplicatesAnswer = (problem: DuplicatesDetected, request: SimulatorRequest): Answer => {
  const { message, errorCode } = problem
  const duplicateResult = problem.duplicateResult(request.path.split("/")[3] ?? "")
  return { status: 400, body: [{ duplicateResult, errorCode, message }] }
}

const otherwise = {
  noSuchPath: () => refusal(notFound()),
  noSuchMethod: () => refusal(new Refused(405, "METHOD_NOT_ALLOWED", "HTTP Method not allowed.")),
}

const contact = "/services/data/:version/sobjects/Contact"

const routes = (api: SalesforceApi): ReadonlyArray<Route> => {
  const { writes } = api
  const one = async (plan: () => Write): Promise<Applied> => {
    const [result] = await api.transact([plan])
    if (result === undefined) throw new Error("a transaction has one result per plan")
    if (result instanceof Refused) throw result
    return result
  }
  const route = (
    method: string,
    path: string,
    handle: (request: SimulatorRequest, param: (name: string) => string, version: number) => Promise<Answer>,
  ): Route => ({ method, path, handle: (request, param) => handle(request, param, versionOf(param("version"))) })

  return [
    route("POST", contact, async (request, param) => {
      const { id } = await one(() => writes.create(recordOf(request)))
      return createdAnswer(id, param("version"), {})
    }),
    route("GET", `${contact}/:id`, async (request, param) =>
      recordAnswer(api, api.contacts.get(longForm(param("id"))), param("version"), request),
    ),
    route("PATCH", `${contact}/:id`, async (request, param) => {
      await one(() => writes.update(param("id"), recordOf(request)))
      return { status: 204 }
    }),
    route("DELETE", `${contact}/:id`, async (_, param) => {
      await one(() => writes.remove(param("id")))
      return { status: 204 }
    }),
    route("GET", `${contact}/:field/:value`, async (request, param) =>
      recordAnswer(api, writes.found(param("field"), param("value")), param("version"), request),
    ),
    route("PATCH", `${contact}/:field/:value`, async (request, param, version) => {
      const updateOnly = request.query.get("updateOnly") === "true"
      const upsert = () => writes.upsert(param("field"), param("value"), recordOf(request), updateOnly)
      const { id, created } = await one(upsert)
      if (created) return createdAnswer(id, param("version"), { created })
      // The answer to an update had no body before version 46.
      return version < 46 ? { status: 204 } : { status: 200, body: { id, success: true, errors: [], created } }
    }),
    route("DELETE", `${contact}/:field/:value`, async (_, param) => {
      await one(() => writes.remove(writes.found(param("field"), param("value")).id))
      return { status: 204 }
    }),
    route("POST", "/services/data/:version/composite", (request) =>
      answerComposite(bodyOf(request), (method, path, body) => {
        const url = new URL(path, "http://salesforce")
        if (url.pathname === request.path) throw malformed("a composite request holds no other")
        const inner = { path: url.pathname, query: url.searchParams, body: JSON.stringify(body) }
        return attempted(api, { ...request, ...inner, method })
      }),
    ),
    ...(["query", "queryAll"] as const).map((resource) =>
      route("GET", `/services/data/:version/${resource}`, async (request, param) => ({
        status: 200,
        body: answerQuery(api, request.query.get("q") ?? "", resource === "queryAll", param("version")),
      })),
    ),
    route("PATCH", "/services/data/:version/composite/sobjects", async (request) => ({
      status: 200,
      body: await updateCollection(bodyOf(request), writes, api.children, api.transact),
    })),
    route("PATCH", "/services/data/:version/composite/sobjects/Contact/:field", async (request, param, version) => {
      if (version < 46) throw notFound()
      const results = await upsertCollection(bodyOf(request), param("field"), writes, api.transact)
      return { status: 200, body: results }
    }),
  ]
}

const versionOf = (given: string): number => {
  const version = Number(/^v(\d\d)\.0$/.exec(given)?.[1])
  if (!(version >= oldestVersion && version <= newestVersion)) throw notFound()
  return version
}

const bodyOf = (request: SimulatorRequest): unknown => {
  if (!request.headers["content-type"]?.startsWith("application/json")) {
    throw new Refused(415, "UNSUPPORTED_MEDIA_TYPE", "Content type of the request is not supported")
  }
  const body = jsonOf(request)
  if (body === undefined) throw malformed("The request body is not JSON")
  return body
}

const recordOf = (request: SimulatorRequest): RecordBody => {
  const record = z.record(z.string(), z.unknown()).safeParse(bodyOf(request))
  if (!record.success) throw malformed("An object is expected")
  const { attributes: _, ...values } = record.data
  return values
}

const createdAnswer = (id: string, version: string, more: object): Answer => ({
  status: 201,
  headers: { location: `/services/data/${version}/sobjects/Contact/${id}` },
  body: { id, success: true, errors: [], ...more },
})

const recordAnswer = (api: SalesforceApi, found: Contact, version: string, request: SimulatorRequest): Answer => {
  const names = request.query.get("fields")?.split(",") ?? [...api.fields.keys()]
  const values = names.map((name) => {
    if (name !== "Id" && !api.fields.has(name)) throw noSuchField(name)
    return [name, found.values.get(name) ?? null]
  })
  const attributes = { type: "Contact", url: `/services/data/${version}/sobjects/Contact/${found.id}` }
  return { status: 200, body: { attributes, ...Object.fromEntries(values), Id: found.id } }
}
