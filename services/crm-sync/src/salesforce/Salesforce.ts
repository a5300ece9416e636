import type { EffectRecord } from "@kith/core/documents/Collections"
import { parseJson } from "@kith/core/http/Json"
import { clientCredentials } from "@kith/core/http/OAuth"
import { type VendorAnswer, VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import { vendorClient } from "@kith/core/http/VendorClient"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { Effect, type Redacted, Schedule } from "effect"
import { HttpClientRequest } from "effect/http"
import * as z from "zod"
import type { Fields, Sink } from "../Sink.ts"
import {
  externalIdField,
  mergedField,
  salesforceContact,
  salesforceIdOf,
  unknownLastName,
  versionField,
} from "./SalesforceContact.ts"

export interface SalesforceSettings {
  /** The My Domain host; the token's answer says where the calls go. */
  readonly loginUrl: string
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  /** Such as `v62.0`. */
  readonly apiVersion: string
}

type Body = Readonly<Record<string, string | number | null>>

const system = "salesforce"

const Written = z.object({ id: z.string().regex(/^[A-Za-z0-9]{15,18}$/) })
const Problems = z.array(z.object({ errorCode: z.string().regex(/^[A-Z_]{1,60}$/) })).min(1)

/** The vendor's own messages repeat values; its error codes do not. */
const errorCode = ({ status, text }: VendorAnswer): string => {
  const problems = Problems.safeParse(parseJson(text))
  return problems.success ? (problems.data[0]?.errorCode ?? "") : `status ${status}`
}

const isDone = ({ status }: VendorAnswer) => status === 200 || status === 201 || status === 204

/** Salesforce has no queue for a record: whoever comes second is to come again, soon and not in step with others. */
const lockPatience = Schedule.exponential("200 millis").pipe(Schedule.jittered, Schedule.upTo({ times: 4 }))

/** What a Contact's upsert, change or removal was answered, as done or as a fact. */
const settle = Effect.fnUntraced(function* (answer: VendorAnswer) {
  if (isDone(answer)) {
    const written = Written.safeParse(parseJson(answer.text))
    return written.success ? { recordId: written.data.id } : {}
  }
  const reason = answer.status === 300 ? "several records have this external id" : errorCode(answer)
  // 403: the day's calls are used up, or a right is missing. Both pass, by themselves or by an administrator.
  if (answer.status === 403) return yield* new VendorIsUnavailable({ system, reason })
  return yield* new VendorRefused({ system, reason })
})

/** Contacts of a Salesforce org, found by our external id, or by the org's own id where the person brought it. */
export const makeSalesforce = Effect.fnUntraced(function* (settings: SalesforceSettings) {
  const authorization = yield* clientCredentials({
    system,
    tokenUrl: `${settings.loginUrl}/services/oauth2/token`,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
  })
  const client = yield* vendorClient({ system, authorization })
  const contact = `/services/data/${settings.apiVersion}/sobjects/Contact`
  const byExternalId = (id: string) => `${contact}/${externalIdField}/${encodeURIComponent(id)}`
  const byRecordId = (id: string) => `${contact}/${encodeURIComponent(id)}`

  const send = (request: HttpClientRequest.HttpClientRequest) =>
    client.send(request).pipe(
      Effect.filterOrFail(
        (answer) => isDone(answer) || errorCode(answer) !== "UNABLE_TO_LOCK_ROW",
        () => new VendorIsUnavailable({ system, reason: "UNABLE_TO_LOCK_ROW" }),
      ),
      Effect.retry({ schedule: lockPatience, while: ({ reason }) => reason === "UNABLE_TO_LOCK_ROW" }),
    )

  const patch = (path: string, body: Body, changeKey?: string) => {
    const request = HttpClientRequest.patch(path).pipe(HttpClientRequest.bodyJsonUnsafe(body))
    return send(changeKey === undefined ? request : HttpClientRequest.setHeader(request, "idempotency-key", changeKey))
  }

  /**
   * The word for a missing last name is only for a contact that is to be created: it must not replace what an agent wrote
   * into one that exists.
   */
  const upsertByExternalId = Effect.fnUntraced(function* (id: string, body: Body, changeKey: string, isKnown: boolean) {
    const nameless = { LastName: unknownLastName, ...body }
    const answer = yield* patch(byExternalId(id), isKnown ? body : nameless, changeKey)
    return isKnown && !isDone(answer) && errorCode(answer) === "REQUIRED_FIELD_MISSING"
      ? yield* patch(byExternalId(id), nameless, changeKey)
      : answer
  })

  const upsert = Effect.fn("Salesforce.upsert")(function* (
    person: CurrentPerson,
    fields: Fields,
    changeKey: string,
    recorded: EffectRecord,
  ) {
    const { customerId, version } = person
    const body = { ...fields, [versionField]: version }
    const recordId = salesforceIdOf(person)
    if (recordId !== undefined) {
      const answer = yield* patch(byRecordId(recordId), { ...body, [externalIdField]: customerId }, changeKey)
      if (answer.status !== 404) return { recordId, ...(yield* settle(answer)) }
    }
    const isKnown = recorded.status === "applied"
    return yield* settle(yield* upsertByExternalId(customerId, body, changeKey, isKnown))
  })

  const markMerged = Effect.fn("Salesforce.markMerged")(function* (formerId: string, customerId: string) {
    const answer = yield* patch(byExternalId(formerId), { [mergedField]: customerId })
    // Salesforce wanted to create it, so there is none: the org merged it, or it is the heir's record by now.
    if (!isDone(answer) && errorCode(answer) === "REQUIRED_FIELD_MISSING") return {}
    return yield* settle(answer)
  })

  const remove = Effect.fn("Salesforce.remove")(function* (customerId: string) {
    const answer = yield* send(HttpClientRequest.delete(byExternalId(customerId)))
    return answer.status === 404 ? {} : yield* settle(answer)
  })

  return { name: system, fieldsOf: salesforceContact, upsert, markMerged, remove } satisfies Sink
})
