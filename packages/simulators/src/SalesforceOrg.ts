import { setTimeout } from "node:timers/promises"
import { makeAccessTokens } from "./AccessTokens.ts"
import type { Call } from "./CallLog.ts"
import type { Answer, Route } from "./Routes.ts"
import { startServer } from "./Server.ts"
import { answerApi, type SalesforceApi } from "./salesforce/Api.ts"
import { checkedValues, contactFields, type FieldValue, requireLastName } from "./salesforce/ContactFields.ts"
import { type Contact, makeContacts } from "./salesforce/Contacts.ts"
import { makeDailyQuota } from "./salesforce/DailyQuota.ts"
import { answerLogin } from "./salesforce/Login.ts"
import { Refused, refusal } from "./salesforce/Refused.ts"
import { makeTransact } from "./salesforce/Transaction.ts"
import { makeWrites } from "./salesforce/Writes.ts"
import { makeTrouble, type Trouble, type TroubleAtFirst } from "./Trouble.ts"

export interface SalesforceOrgOptions {
  /** 0 takes a free port. */
  readonly port?: number
  readonly clientId: string
  readonly clientSecret: string
  /** A session ends this long after its last use. */
  readonly sessionSeconds?: number
  readonly dailyLimit?: number
  readonly externalIdField?: string
  /** False: an org whose external id field lacks the Unique attribute, so that several contacts can match. */
  readonly externalIdIsUnique?: boolean
  /** How long a write holds its rows; 0: no write ever meets another. */
  readonly lockMillis?: number
  readonly wait?: (millis: number) => Promise<void>
  readonly trouble?: TroubleAtFirst
  /** Epoch milliseconds. */
  readonly now?: () => number
}

/** A contact as `GET /simulator/contacts` shows it. */
export type ShownContact = Readonly<Record<string, FieldValue>> & { readonly Id: string }

export interface SalesforceOrg {
  /** Login and instance. */
  readonly url: string
  /** Contacts that were there before: fields by name, under the vendor's rules. Returns their ids. */
  readonly seed: (contacts: ReadonlyArray<Readonly<Record<string, FieldValue>>>) => ReadonlyArray<string>
  readonly contacts: () => ReadonlyArray<ShownContact>
  readonly calls: () => ReadonlyArray<Call>
  readonly trouble: Trouble
  readonly stop: () => Promise<void>
}

const longestBody = 6 * 1024 * 1024
const sessionSecondsByDefault = 7_200

/** A Salesforce org on loopback that enforces the vendor's rules for contacts. */
export const startSalesforceOrg = async (options: SalesforceOrgOptions): Promise<SalesforceOrg> => {
  const { now = Date.now, externalIdField = "Kith_Id__c", sessionSeconds = sessionSecondsByDefault } = options
  const client = { id: options.clientId, secret: options.clientSecret }
  const tokens = makeAccessTokens({ lifetimeSeconds: sessionSeconds, renewedByUse: true, now })
  const trouble = makeTrouble(options.trouble, tokens.expireAll)
  const fields = contactFields(externalIdField)
  const contacts = makeContacts(externalIdField, options.externalIdIsUnique ?? true, now)
  const api: SalesforceApi = {
    tokens,
    quota: makeDailyQuota(options.dailyLimit ?? 15_000, now),
    fields,
    contacts,
    writes: makeWrites(fields, externalIdField, contacts),
    transact: makeTransact(options.lockMillis ?? 0, options.wait ?? ((millis) => setTimeout(millis))),
  }
  const all = () => contacts.all().map(shown)
  const server = await startServer(
    {
      answer: (request) =>
        request.method === "POST" && request.path === "/services/oauth2/token"
          ? answerLogin(request, client, tokens, now(), `http://${request.headers.host}`)
          : answerApi(api, request),
      unavailable,
      longestBody,
      inspection: [showContacts(all)],
      trouble,
      now,
    },
    options.port,
  )
  return {
    url: server.url,
    seed: (seeds) =>
      seeds.map((seed) => {
        const values = checkedValues(fields, seed)
        requireLastName(values)
        return contacts.insert(values).id
      }),
    contacts: all,
    calls: server.calls.latest,
    trouble,
    stop: server.stop,
  }
}

const shown = ({ id, values }: Contact): ShownContact => ({ ...Object.fromEntries(values), Id: id })

const showContacts = (all: () => ReadonlyArray<ShownContact>): Route => ({
  method: "GET",
  path: "/simulator/contacts",
  handle: () => ({ status: 200, body: { contacts: all() } }),
})

const unavailable = (): Answer => refusal(new Refused(503, "SERVER_UNAVAILABLE", "Service Unavailable"))
