import { setTimeout } from "node:timers/promises"
import { makeAccessTokens } from "./AccessTokens.ts"
import type { Call } from "./CallLog.ts"
import type { Answer, Route, SimulatorRequest } from "./Routes.ts"
import { listen, type Served, serve } from "./Server.ts"
import { answerApi, type SalesforceApi } from "./salesforce/Api.ts"
import { type Children, makeChildren } from "./salesforce/Children.ts"
import { checkedValues, contactFields, type FieldValue, requireLastName } from "./salesforce/ContactFields.ts"
import { type Contact, makeContacts } from "./salesforce/Contacts.ts"
import { makeDailyQuota } from "./salesforce/DailyQuota.ts"
import { answerLogin, type JwtLogin } from "./salesforce/Login.ts"
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
  /** Fields that the org's duplicate rule compares before it lets a contact be created; none by default. */
  readonly duplicateRule?: ReadonlyArray<string>
  /** Lookup fields of objects that hang on contacts. */
  readonly children?: Readonly<Record<string, ReadonlyArray<string>>>
  /** A connected app with a certificate. */
  readonly jwt?: JwtLogin
  readonly trouble?: TroubleAtFirst
  /** Epoch milliseconds. */
  readonly now?: () => number
}

export interface SalesforceTrouble extends Trouble {
  /** Every existing row is held by somebody else's transaction. */
  readonly lockRows: (areLocked: boolean) => void
  /** Calls of the day that are used already. */
  readonly useQuota: (calls: number) => void
  /** The next collections are written up to their middle, and then answered 503. */
  readonly writeHalf: (count?: number) => void
}

/** A contact as `GET /simulator/contacts` shows it. */
export type ShownContact = Readonly<Record<string, FieldValue>> & { readonly Id: string }

export interface SalesforceOrg extends Salesforce {
  /** Login and instance. */
  readonly url: string
  readonly stop: () => Promise<void>
}

export interface Salesforce {
  /** Contacts that were there before: fields by name, under the vendor's rules. Returns their ids. */
  readonly seed: (contacts: ReadonlyArray<Readonly<Record<string, FieldValue>>>) => ReadonlyArray<string>
  readonly contacts: () => ReadonlyArray<ShownContact>
  readonly calls: () => ReadonlyArray<Call>
  /** Somebody merges two contacts by hand: what hangs on the loser is the master's. */
  readonly merge: (masterId: string, loserId: string) => void
  /** Somebody changes a contact by hand. */
  readonly edit: (id: string, values: Readonly<Record<string, FieldValue>>) => void
  readonly children: Pick<Children, "rows" | "add">
  readonly trouble: SalesforceTrouble
}

const longestBody = 6 * 1024 * 1024
const sessionSecondsByDefault = 7_200

/** A Salesforce org on loopback. */
export const startSalesforceOrg = async (options: SalesforceOrgOptions): Promise<SalesforceOrg> => {
  const { api, ...org } = makeSalesforceOrg(options)
  return { ...org, ...(await listen(api, options.port)) }
}

/** A Salesforce org that enforces the vendor's rules for contacts; `api` takes the requests. */
export const makeSalesforceOrg = (options: SalesforceOrgOptions): Salesforce & { readonly api: Served } => {
  const { now = Date.now, externalIdField = "Kith_Id__c", sessionSeconds = sessionSecondsByDefault } = options
  const client = { id: options.clientId, secret: options.clientSecret, ...(options.jwt && { jwt: options.jwt }) }
  const tokens = makeAccessTokens({ lifetimeSeconds: sessionSeconds, renewedByUse: true, now })
  const trouble = makeTrouble(options.trouble, tokens.expireAll)
  const fields = contactFields(externalIdField)
  const contacts = makeContacts(externalIdField, options.externalIdIsUnique ?? true, now)
  const bad = { areLocked: false, halves: 0 }
  const quota = makeDailyQuota(options.dailyLimit ?? 15_000, now)
  const children = makeChildren(options.children ?? { Case: ["ContactId", "Subject"] })
  const org: SalesforceApi = {
    tokens,
    quota,
    children,
    fields,
    contacts,
    writes: makeWrites(fields, externalIdField, contacts, options.duplicateRule),
    transact: makeTransact(
      options.lockMillis ?? 0,
      options.wait ?? ((millis) => setTimeout(millis)),
      () => bad.areLocked,
    ),
  }
  const answer = async (request: SimulatorRequest) => {
    if (!request.path.includes("/composite/sobjects") || bad.halves === 0) return answerApi(org, request)
    bad.halves -= 1
    await answerApi(org, { ...request, body: firstHalf(request.body) })
    return unavailable()
  }
  const all = () => contacts.all().map(shown)
  const api = serve({
    answer: (request) =>
      request.method === "POST" && request.path === "/services/oauth2/token"
        ? answerLogin(request, client, tokens, now(), `http://${request.headers.host}`)
        : answer(request),
    unavailable,
    longestBody,
    inspection: [showContacts(all)],
    trouble,
    now,
  })
  return {
    api,
    seed: (seeds) =>
      seeds.map((seed) => {
        const values = checkedValues(fields, seed)
        requireLastName(values)
        return contacts.insert(values).id
      }),
    contacts: all,
    calls: api.calls.latest,
    merge: (masterId, loserId) => {
      contacts.remove(loserId, masterId)
    },
    edit: (id, values) => {
      contacts.update(id, checkedValues(fields, values))
    },
    children,
    trouble: {
      ...trouble,
      lockRows: (areLocked) => {
        bad.areLocked = areLocked
      },
      useQuota: quota.setUsed,
      writeHalf: (count = 1) => {
        bad.halves += count
      },
    },
  }
}

const firstHalf = (body: string | undefined): string => {
  const { records, ...rest } = JSON.parse(body ?? "{}") as { readonly records: ReadonlyArray<unknown> }
  return JSON.stringify({ ...rest, records: records.slice(0, Math.max(1, Math.floor(records.length / 2))) })
}

const shown = ({ id, values }: Contact): ShownContact => ({ ...Object.fromEntries(values), Id: id })

const showContacts = (all: () => ReadonlyArray<ShownContact>): Route => ({
  method: "GET",
  path: "/simulator/contacts",
  handle: () => ({ status: 200, body: { contacts: all() } }),
})

const unavailable = (): Answer => refusal(new Refused(503, "SERVER_UNAVAILABLE", "Service Unavailable"))
