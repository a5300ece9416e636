import type { EffectRecord } from "@kith/core/documents/Collections"
import { clientCredentials, jwtBearer } from "@kith/core/http/OAuth"
import { VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { Effect, type Redacted } from "effect"
import { makeBatches } from "../Batches.ts"
import { makeGate } from "../Gate.ts"
import type { Fields, Sink, SinkFact, Written } from "../Sink.ts"
import { presentPosition, readChanges } from "./ReadChanges.ts"
import { reparent } from "./Reparent.ts"
import { errorCode, makeApi, mostRecords, system } from "./SalesforceApi.ts"
import { salesforceContact, salesforceIdOf } from "./SalesforceContact.ts"
import type { SalesforceMapping } from "./SalesforceMapping.ts"
import { type ContactWrite, makeWriteContacts } from "./WriteContacts.ts"

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
          orElse: () => Effect.fail(new VendorIsUnavailable({ system, reason: "no answer in time" })),
        }),
      ),
    ),
  )

  const upsert = (person: CurrentPerson, fields: Fields, changeKey: string, recorded: EffectRecord) => {
    const isKnown = recorded.status === "applied"
    const brought = salesforceIdOf(person)
    const recordId = isKnown && brought === recorded.recordId ? undefined : brought
    return write({ _tag: "upsert", person, fields, changeKey, recordId, isKnown })
  }

  const markMerged = Effect.fn("Salesforce.markMerged")(function* (formerId: string, customerId: string) {
    const written = yield* write({ _tag: "mark", formerId, customerId })
    yield* gate.watch(reparent(api, mapping, formerId, customerId))
    return written
  })

  const remove = Effect.fn("Salesforce.remove")(function* (customerId: string) {
    const answer = yield* gate.watch(api.removeOne(customerId))
    if (answer.status < 300 || answer.status === 404) return {}
    const reason = errorCode(answer)
    return yield* reason === "UNABLE_TO_LOCK_ROW"
      ? new VendorIsUnavailable({ system, reason })
      : new VendorRefused({ system, reason })
  })

  const fieldsOf = (person: CurrentPerson) => salesforceContact(person, mapping)
  return {
    name: system,
    gate,
    fieldsOf,
    upsert,
    markMerged,
    remove,
    changesAfter: (position) => gate.watch(readChanges(api, mapping, position)),
    present: presentPosition,
  } satisfies Sink
})
