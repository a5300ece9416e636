import type { EffectRecord } from "@kith/core/documents/Collections"
import { clientCredentials, jwtBearer } from "@kith/core/http/OAuth"
import { VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { say, shaped } from "@kith/core/telemetry/Harmless"
import { Effect, type Redacted } from "effect"
import { makeBatches } from "../Batches.ts"
import type { Fields, Wrote } from "../Fields.ts"
import { makeGate } from "../Gate.ts"
import type { Known, Removal, Sink, SinkFact, Written } from "../Sink.ts"
import type { ContactWrite } from "./ContactJob.ts"
import { isGone } from "./NextStep.ts"
import { presentPosition, readChanges } from "./ReadChanges.ts"
import { reparent } from "./Reparent.ts"
import { errorCode, type FoundRecord, makeApi, mostRecords, system } from "./SalesforceApi.ts"
import { broughtBy, nobodysContact, recordIdOf, salesforceContact } from "./SalesforceContact.ts"
import type { SalesforceMapping } from "./SalesforceMapping.ts"
import { isIn } from "./Soql.ts"
import { makeWriteContacts } from "./WriteContacts.ts"

export interface SalesforceSettings {
  /** The My Domain host; the token's answer says where the calls go. */
  readonly loginUrl: string
  readonly clientId: string
  /** Either the client's secret, or the key of its certificate and the user whom it acts for. */
  readonly login:
    | { readonly clientSecret: Redacted.Redacted }
    | { readonly privateKey: Redacted.Redacted; readonly username: string }
  /** Such as `v62.0`. */
  readonly apiVersion: string
  readonly mapping: SalesforceMapping
}

/** Within a lease of the effect ledger, and the push's ack deadline. */
const batchMillis = 40_000

export const authorizationOf = ({ loginUrl, clientId, login }: SalesforceSettings) => {
  const client = { system, tokenUrl: `${loginUrl}/services/oauth2/token`, clientId }
  return "clientSecret" in login ? clientCredentials({ ...client, ...login }) : jwtBearer({ ...client, ...login })
}

/** Contacts of a Salesforce org: found by our external id, by the org's own, or as one that was there before us. */
export const makeSalesforce = Effect.fnUntraced(function* (settings: SalesforceSettings) {
  const { apiVersion, mapping } = settings
  const { externalIdField } = mapping
  const api = yield* makeApi({ apiVersion, externalIdField, authorization: yield* authorizationOf(settings) })
  const gate = makeGate(system)
  const writeContacts = makeWriteContacts(api, mapping)
  const write = makeBatches<ContactWrite, Written, SinkFact>(mostRecords, (writes) =>
    gate.watch(
      writeContacts(writes).pipe(
        Effect.timeoutOrElse({
          duration: batchMillis,
          orElse: () => Effect.fail(new VendorIsUnavailable({ system, reason: say`no answer in time` })),
        }),
      ),
    ),
  )

  const upsert = (person: CurrentPerson, fields: Fields, changeKey: string, recorded: EffectRecord, known: Known) => {
    const isKnown = recorded.status === "applied"
    const recordId = recordIdOf(person, recorded)
    const isBrought = broughtBy(person, recorded) !== undefined
    const { recordId: last, created } = recorded
    const before =
      isKnown && last !== undefined && last !== recordId ? { recordId: last, isOurs: created === true } : undefined
    return write({ _tag: "upsert", person, fields, changeKey, recordId, isBrought, before, isKnown, last, known })
  }

  const markMerged = Effect.fn("Salesforce.markMerged")(function* (formerId: string, customerId: string, left: Wrote) {
    const written = yield* write({ _tag: "mark", formerId, customerId, left })
    yield* gate.watch(reparent(api, mapping, formerId, customerId))
    return written
  })

  /**
   * Whatever stands under our id of the person, and contacts of nobody else's that say they are this person's too: those
   * were there before us, so they stay as nobody's whatever happens to the first.
   */
  const remove = Effect.fn("Salesforce.remove")(function* (customerId: string, how: Removal) {
    const condition = [externalIdField, mapping.mergedField].map((field) => isIn(field, [customerId])).join(" OR ")
    const select = `SELECT Id, ${externalIdField} FROM Contact WHERE ${condition} ORDER BY Id LIMIT ${mostRecords}`
    const { records } = yield* gate.watch(api.query(select))
    const isOwn = (record: FoundRecord) => record[externalIdField] === customerId
    const others = records.filter((record) => (record[externalIdField] ?? null) === null)
    const own = records.filter(isOwn)
    const stay = how === "delete" ? others : [...own, ...others]
    if (how === "delete" && own.length > 0) yield* settle(yield* gate.watch(deleted(customerId)))
    if (stay.length === 0) return {}
    const bodies = stay.map(({ Id }) => ({ Id, ...nobodysContact(mapping) }))
    const results = (yield* gate.watch(api.writeMany([{ kind: "update", bodies }])))[0] ?? []
    yield* Effect.forEach(results, ({ code }) => settle(code), { discard: true })
    return {}
  })

  const deleted = Effect.fnUntraced(function* (customerId: string) {
    const answer = yield* api.removeOne(customerId)
    return answer.status < 300 || answer.status === 404 ? undefined : errorCode(answer)
  })

  const settle = (code: string | undefined) => {
    if (code === undefined || isGone(code)) return Effect.void
    return Effect.fail(
      code === "UNABLE_TO_LOCK_ROW"
        ? new VendorIsUnavailable({ system, reason: shaped("code", code) })
        : new VendorRefused({ system, reason: shaped("code", code) }),
    )
  }

  const fieldsOf = (person: CurrentPerson) => salesforceContact(person, mapping)
  return {
    name: system,
    gate,
    fieldsOf,
    hasFields: true,
    addressFields: mapping.fields
      .filter(({ from }) => from.some((source) => source === "email" || source === "phone"))
      .map(({ field }) => field),
    placeOf: broughtBy,
    upsert,
    markMerged,
    remove,
    // The last calls of the day are for customers: what the org's own people changed is read tomorrow.
    changesAfter: (position) =>
      Effect.flatMap(api.isScarce, (isScarce) =>
        isScarce ? Effect.succeed({ records: [], more: false }) : gate.watch(readChanges(api, mapping, position)),
      ),
    present: presentPosition,
  } satisfies Sink
})
