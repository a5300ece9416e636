import { parseJson } from "@kith/core/http/Json"
import type { Authorization, VendorAnswer } from "@kith/core/http/Vendor"
import { VendorIsUnavailable } from "@kith/core/http/Vendor"
import { vendorClient } from "@kith/core/http/VendorClient"
import { type Harmless, say, shaped } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import { HttpClientRequest } from "effect/http"
import * as z from "zod"
import { watchQuota } from "./SalesforceQuota.ts"

export const system = say`salesforce`

export const mostRecords = 200

export type RecordBody = Readonly<Record<string, string | number | null>>

/** How one record fared: the org's id of it, or the vendor's code of why not. */
export interface RecordResult {
  readonly id?: string
  readonly code?: string
  /** It was not there before. */
  readonly created?: true
}

/** `upsert` by our id, which creates what is not there; `update` by the `Id` in each body. */
export interface Collection {
  readonly kind: "upsert" | "update"
  readonly type?: string
  readonly bodies: ReadonlyArray<RecordBody>
}

const RecordId = z.string().regex(/^[A-Za-z0-9]{15,18}$/)
const Code = z.string().regex(/^[A-Z_]{1,60}$/)

const Results = z
  .array(
    z.object({
      id: RecordId.nullish(),
      success: z.boolean(),
      created: z.boolean().optional(),
      errors: z.array(z.object({ statusCode: Code })).max(50),
    }),
  )
  .max(mostRecords)

const Problems = z.array(z.object({ errorCode: Code })).min(1)

const Record = z.looseObject({ Id: RecordId })
export type FoundRecord = z.infer<typeof Record>

const Page = z.object({
  done: z.boolean(),
  records: z.array(Record).max(2_000),
})
export type Page = z.infer<typeof Page>

const Composite = z.object({
  compositeResponse: z
    .array(z.object({ httpStatusCode: z.int(), body: z.unknown() }))
    .min(1)
    .max(25),
})

const isDone = ({ status }: VendorAnswer) => status >= 200 && status < 300

/** The vendor's own messages repeat values; its error codes do not. */
export const errorCode = ({ status, text }: Pick<VendorAnswer, "status" | "text">): Harmless => {
  const problems = Problems.safeParse(parseJson(text))
  return problems.success ? shaped("code", problems.data[0]?.errorCode ?? "") : say`STATUS_${status}`
}

/** A quota is full for hours, and each call that asks is refused: now and then is enough. */
const quotaWaitMillis = 10_000

/** What no record's fault is: the day's calls are used up, or a right is missing. An administrator or the time helps. */
const passing = (reason: Harmless) =>
  new VendorIsUnavailable({
    system,
    reason,
    ...(reason === "REQUEST_LIMIT_EXCEEDED" && { retryAfterMillis: quotaWaitMillis }),
  })

export interface SalesforceCalls {
  readonly apiVersion: string
  readonly externalIdField: string
  readonly authorization: Authorization
}

export type SalesforceApi = Effect.Success<ReturnType<typeof makeApi>>

/** The calls to one org that the sink is made of. Personal values stand in bodies only, also those of queries. */
export const makeApi = Effect.fnUntraced(function* ({ apiVersion, externalIdField, authorization }: SalesforceCalls) {
  const client = yield* vendorClient({ system, authorization })
  const root = `/services/data/${apiVersion}`
  const collections = `${root}/composite/sobjects`
  const quota = watchQuota(system)

  const send = (request: HttpClientRequest.HttpClientRequest) =>
    client.send(request).pipe(
      Effect.tap(({ headers }) => quota.note(headers["sforce-limit-info"])),
      Effect.filterOrFail(
        ({ status }) => status !== 403,
        (answer) => passing(errorCode(answer)),
      ),
    )

  const json = (request: HttpClientRequest.HttpClientRequest, body: object) =>
    HttpClientRequest.bodyJsonUnsafe(request, body)

  const bodyOf = ({ type = "Contact", bodies }: Collection) => ({
    allOrNone: false,
    records: bodies.map((body) => ({ attributes: { type }, ...body })),
  })
  const pathOf = ({ kind }: Collection) =>
    kind === "upsert" ? `${collections}/Contact/${externalIdField}` : collections

  const resultsOf = Effect.fnUntraced(function* ({ bodies }: Collection, { status, text }: VendorAnswer) {
    if (status >= 300) return bodies.map((): RecordResult => ({ code: errorCode({ status, text }) }))
    const results = Results.safeParse(parseJson(text)).data
    if (results?.length !== bodies.length) return yield* passing(say`not one readable result for each record`)
    return results.map(
      ({ id, success, created, errors }): RecordResult =>
        success ? { ...(id && { id }), ...(created && { created }) } : { code: errors[0]?.statusCode ?? "UNKNOWN" },
    )
  })

  /** A collection each, in one call. `changeKey`: of the only record; a collection has no key for each of its own. */
  const writeMany = Effect.fnUntraced(function* (all: ReadonlyArray<Collection>, changeKey?: string) {
    const [only] = all
    if (all.length === 1 && only !== undefined) {
      const request = json(HttpClientRequest.patch(pathOf(only)), bodyOf(only))
      const keyed =
        changeKey === undefined ? request : HttpClientRequest.setHeader(request, "idempotency-key", changeKey)
      return [yield* resultsOf(only, yield* send(keyed))]
    }
    const answers = yield* compose(
      all.map((one, i) => ({ method: "PATCH", url: pathOf(one), referenceId: `written${i}`, body: bodyOf(one) })),
    )
    return yield* Effect.forEach(all, (one, i) => resultsOf(one, answers[i] ?? { status: 500, headers: {}, text: "" }))
  })

  /** Several requests as one call; the vendor counts it as one too. */
  const compose = Effect.fnUntraced(function* (compositeRequest: ReadonlyArray<object>) {
    const request = json(HttpClientRequest.post(`${root}/composite`), { allOrNone: false, compositeRequest })
    const answer = yield* send(request)
    if (!isDone(answer)) return yield* passing(errorCode(answer))
    const { compositeResponse } = yield* client.read(answer, Composite)
    return compositeResponse.map(
      ({ httpStatusCode, body }): VendorAnswer => ({ status: httpStatusCode, headers: {}, text: JSON.stringify(body) }),
    )
  })

  /** One call, answered with the first page. What a query asks for stands in the body: addresses are logged. */
  const query = Effect.fnUntraced(function* (soql: string, resource: "query" | "queryAll" = "query") {
    const url = `${root}/${resource}?q=${encodeURIComponent(soql)}`
    const [inner] = yield* compose([{ method: "GET", url, referenceId: "found" }])
    if (inner?.status !== 200) return yield* passing(inner === undefined ? say`no answer to a query` : errorCode(inner))
    const page = Page.safeParse(parseJson(inner.text))
    return page.success ? page.data : yield* passing(say`unreadable answer to a query`)
  })

  return {
    /** At most 200 records in each collection, each with its own result. */
    writeMany,
    /** Alone, where a refusal says more than in a collection. */
    upsertOne: (id: string, body: RecordBody) =>
      send(
        json(HttpClientRequest.patch(`${root}/sobjects/Contact/${externalIdField}/${encodeURIComponent(id)}`), body),
      ),
    removeOne: (id: string) =>
      send(HttpClientRequest.delete(`${root}/sobjects/Contact/${externalIdField}/${encodeURIComponent(id)}`)),
    query,
    /** Four fifths of the day's calls are used up. */
    isScarce: quota.isScarce,
  }
})
