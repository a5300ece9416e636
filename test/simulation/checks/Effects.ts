import type { CurrentPerson } from "@kith/core/identity/Records"
import { leanAttributes, shippedLimits } from "@kith/writeback/LeanAttributes"
import type { Centre } from "../Centre.ts"
import type { Called } from "../History.ts"
import { addresses } from "../Vendors.ts"
import { deadLettersIn, personsIn } from "./Stored.ts"

/** Law 6: Genesys and the CRM have the newest state, came to it without going back, and were told each state once. */
export const effects = (centre: Centre): ReadonlyArray<string> => {
  const written = [...genesysWrites(centre.history.calls), ...salesforceWrites(centre.history.calls)]
  return [
    ...newestReferences(centre),
    ...contacts(centre),
    ...[...Map.groupBy(written, ({ subject }) => subject).values()].flatMap((all) => [
      ...goneBack(all),
      ...toldTwice(all, centre),
    ]),
  ]
}

/** One state of one record, as a vendor took it. */
interface Write {
  readonly at: number
  readonly service: "writeback" | "crm-sync"
  /** The vendor's record. */
  readonly subject: string
  /** Whose state it is, and which. */
  readonly customerId: string
  readonly version: number
  /** Everything but the version. */
  readonly state: string
}

const isDone = ({ status }: Called): boolean => status >= 200 && status < 300

const genesysWrites = (calls: ReadonlyArray<Called>): ReadonlyArray<Write> =>
  calls
    .filter((call) => call.vendor === "genesys" && call.method === "PATCH" && isDone(call))
    .map(({ at, path, body }) => {
      const { attributes } = JSON.parse(body) as { readonly attributes: Readonly<Record<string, unknown>> }
      const all = (attributes["custom"] ?? attributes) as Readonly<Record<string, unknown>>
      const { resolvedCustomerId, profileVersion, ...rest } = Object.fromEntries(
        Object.entries(all).map(([name, value]) => [name.replace(/^kith_/, ""), String(value)]),
      )
      return {
        ...({ at, service: "writeback", subject: path, customerId: resolvedCustomerId ?? "" } as const),
        version: Number(profileVersion),
        state: JSON.stringify([resolvedCustomerId, rest]),
      }
    })

interface Collected {
  readonly records: ReadonlyArray<Readonly<Record<string, unknown>>>
}

/** Alone, or several collections in one call. */
const salesforceWrites = (calls: ReadonlyArray<Called>): ReadonlyArray<Write> =>
  calls
    .filter((call) => call.vendor === "salesforce" && !call.path.endsWith("/token") && isDone(call))
    .flatMap((call) => {
      const body = JSON.parse(call.body || "{}") as Partial<Collected> & {
        readonly compositeRequest?: ReadonlyArray<{ readonly body?: Collected }>
      }
      const answer = JSON.parse(call.answer || "null") as unknown
      if (body.records !== undefined) return collected(call.at, body as Collected, answer)
      const { compositeResponse = [] } = (answer ?? {}) as {
        readonly compositeResponse?: ReadonlyArray<{ readonly body: unknown }>
      }
      return (body.compositeRequest ?? []).flatMap((one, i) =>
        one.body?.records === undefined ? [] : collected(call.at, one.body, compositeResponse[i]?.body),
      )
    })

const collected = (at: number, { records }: Collected, answer: unknown): ReadonlyArray<Write> => {
  const results = Array.isArray(answer) ? (answer as ReadonlyArray<{ readonly success?: boolean }>) : []
  return records.flatMap((record, i) => {
    const { attributes: _, Kith_Id__c: customerId, Kith_Version__c: version, Id: __, ...state } = record
    if (results[i]?.success !== true || typeof customerId !== "string" || version === undefined) return []
    return [
      {
        ...({ at, service: "crm-sync", subject: customerId, customerId } as const),
        version: Number(version),
        state: JSON.stringify(state),
      },
    ]
  })
}

const goneBack = (all: ReadonlyArray<Write>): ReadonlyArray<string> =>
  [...Map.groupBy(all, ({ customerId }) => customerId).values()].flatMap((writes) =>
    writes.flatMap(({ subject, version }, i) => {
      const before = writes[i - 1]?.version ?? 0
      return version < before ? [`${subject} went back from version ${before} to ${version}`] : []
    }),
  )

/** Longer than any lease and any call. */
const longestDoubtMillis = 120_000

/**
 * Unless something went wrong at the teller's meanwhile: then whether it was told is unknown, and again is the same. Of Genesys
 * only: a contact whose own id becomes known is told once more.
 */
const toldTwice = (all: ReadonlyArray<Write>, { history }: Centre): ReadonlyArray<string> =>
  all.flatMap((write, i) => {
    const before = all[i - 1]
    if (write.service === "crm-sync" || before === undefined || before.state !== write.state) return []
    const isInDoubt = history.troubles.some(
      ({ at, service }) => service === write.service && at >= before.at - longestDoubtMillis && at <= write.at,
    )
    return isInDoubt
      ? []
      : [`${write.subject} was told the same twice, versions ${before.version} and ${write.version}`]
  })

const settings = { profileBaseUrl: addresses.PROFILE_BASE_URL, panel: [], limits: shippedLimits }

/** Every live conversation shows who its customer is by now. */
const newestReferences = ({ store, vendors }: Centre): ReadonlyArray<string> =>
  personsIn(store).flatMap((person) =>
    person.open.flatMap((open) => {
      const shown = vendors.genesys.interaction(open.interactionId)
      const wanted = leanAttributes(person, open, settings)
      if (shown?.state !== "ACTIVE" || wanted === undefined) return []
      const { attributes = {} } = shown.participants.find(({ purpose }) => purpose === "customer") ?? {}
      const wrong = Object.entries(wanted.attributes).filter(
        ([name, value]) => !name.endsWith("profileVersion") && attributes[name] !== value,
      )
      return wrong.map(([name, value]) => `${open.interactionId} shows ${attributes[name]} for ${name}, not ${value}`)
    }),
  )

/** Everybody who belongs there is in the CRM once, as they are now; whoever became somebody else says so. */
const contacts = ({ store, vendors }: Centre): ReadonlyArray<string> => {
  const all = vendors.salesforce.contacts()
  const excused = new Set(deadLettersIn(store).map(({ data }) => (data as { readonly customerId?: string }).customerId))
  return personsIn(store)
    .filter((person) => belongs(person) && ![person.customerId, ...person.former].some((id) => excused.has(id)))
    .flatMap((person) => {
      const { customerId, former, traits, identifiers } = person
      const own = all.filter((contact) => contact["Kith_Id__c"] === customerId)
      const [contact] = own
      if (own.length !== 1 || contact === undefined) return [`${customerId} has ${own.length} contacts`]
      const problems: Array<string> = []
      const tier = traits["customerTier"]?.value
      if (tier !== undefined && contact["Customer_Tier__c"] !== tier)
        problems.push(`the contact of ${customerId} is ${contact["Customer_Tier__c"]}, not ${tier}`)
      const emails = identifiers.filter(({ kind }) => kind === "email").map(({ value }) => value)
      if (emails.length > 0 && !emails.includes(String(contact["Email"])))
        problems.push(`the contact of ${customerId} has an email of somebody else`)
      for (const id of former)
        for (const old of all.filter((one) => one["Kith_Id__c"] === id))
          if (old["Kith_Merged_Into__c"] !== customerId) problems.push(`the contact of ${id} does not say whose it is`)
      return problems
    })
}

const belongs = ({ identifiers }: CurrentPerson): boolean =>
  identifiers.some(({ kind }) => kind === "email" || kind === "phone" || kind.startsWith("crm."))
