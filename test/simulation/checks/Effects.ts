import { leanAttributes, shippedLimits } from "@kith/writeback/LeanAttributes"
import type { Centre } from "../Centre.ts"
import type { Called } from "../History.ts"
import { addresses } from "../Vendors.ts"
import { personsIn } from "./Stored.ts"

/** Law 6: live conversations show the newest state; what a vendor was told never goes back, and comes once. */
export const effects = (centre: Centre): ReadonlyArray<string> => {
  const written = [...genesysWrites(centre.history.calls), ...salesforceWrites(centre.history.calls)]
  return [
    ...newestReferences(centre),
    ...goneBack(written),
    ...[...Map.groupBy(written, ({ subject }) => subject).values()].flatMap((all) => toldTwice(all, centre)),
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
  calls.flatMap((call) => collectionsOf(call).flatMap((one) => collected(call.at, one)))

const collectionsOf = (call: Called): ReadonlyArray<Collected & { readonly answer: unknown }> => {
  if (call.vendor !== "salesforce" || call.path.endsWith("/token") || !isDone(call)) return []
  const body = JSON.parse(call.body || "{}") as Partial<Collected> & {
    readonly compositeRequest?: ReadonlyArray<{ readonly body?: Collected }>
  }
  const answer = JSON.parse(call.answer || "null") as unknown
  if (body.records !== undefined) return [{ records: body.records, answer }]
  const { compositeResponse = [] } = (answer ?? {}) as {
    readonly compositeResponse?: ReadonlyArray<{ readonly body: unknown }>
  }
  return (body.compositeRequest ?? []).flatMap((one, i) =>
    one.body?.records === undefined ? [] : [{ records: one.body.records, answer: compositeResponse[i]?.body }],
  )
}

const collected = (at: number, { records, answer }: ReturnType<typeof collectionsOf>[number]): ReadonlyArray<Write> => {
  const results = Array.isArray(answer)
    ? (answer as ReadonlyArray<{ readonly success?: boolean; readonly id?: string }>)
    : []
  return records.flatMap((record, i) => {
    const { attributes: _, Kith_Version__c: version, Id, ...state } = record
    const customerId = state["Kith_Id__c"]
    if (results[i]?.success !== true || typeof customerId !== "string" || version === undefined) return []
    return [
      {
        ...({ at, service: "crm-sync", subject: String(Id ?? results[i]?.id), customerId } as const),
        version: Number(version),
        state: JSON.stringify(state),
      },
    ]
  })
}

const goneBack = (all: ReadonlyArray<Write>): ReadonlyArray<string> =>
  [...Map.groupBy(all, ({ subject, customerId }) => `${subject} ${customerId}`).values()].flatMap((writes) =>
    writes.flatMap(({ subject, version }, i) => {
      const before = writes[i - 1]?.version ?? 0
      return version < before ? [`${subject} went back from version ${before} to ${version}`] : []
    }),
  )

const vendorOf = { writeback: "genesys", "crm-sync": "salesforce" } as const
/** Longer than any lease and any call. */
const longestDoubtMillis = 240_000

/** Within which a batch of contacts is written. */
const batchMillis = 40_000

/**
 * Unless something went wrong at the teller's meanwhile: then whether it was told is unknown, and again is the same. Or unless
 * the person's contact was taken for another's, or marked as a former one of somebody whom the person came apart from since,
 * or another contact, that somebody brought, was looked at in vain.
 */
const toldTwice = (all: ReadonlyArray<Write>, { history }: Centre): ReadonlyArray<string> =>
  all.flatMap((write, i) => {
    const before = all[i - 1]
    if (before === undefined || before.state !== write.state) return []
    const meanwhile = ({ at }: { readonly at: number }) => at > before.at && at <= write.at
    const recently = ({ at }: { readonly at: number }) => at >= before.at - longestDoubtMillis && at <= write.at
    const isInDoubt =
      history.troubles.some((trouble) => trouble.service === write.service && recently(trouble)) ||
      history.calls.some((call) => call.vendor === vendorOf[write.service] && call.status >= 400 && meanwhile(call))
    const wasElsewhere = history.calls.some(
      (call) => meanwhile(call) && call.at > write.at - batchMillis && call.body.includes("%20WHERE%20Id%20IN%20"),
    )
    const wasTaken = history.published.some(
      (said) =>
        said.service === "crm-sync" &&
        said.topic === "identity-resolved" &&
        said.data.includes(write.customerId) &&
        recently(said),
    )
    const wasMarked = history.calls.some((call) => meanwhile(call) && marks(call, write.customerId))
    return isInDoubt || wasElsewhere || wasTaken || wasMarked
      ? []
      : [`${write.subject} was told the same twice, versions ${before.version} and ${write.version}`]
  })

/** Says of the person's record whose it is now. */
const marks = (call: Called, customerId: string): boolean =>
  collectionsOf(call).some(({ records }) =>
    records.some((one) => one["Kith_Id__c"] === customerId && typeof one["Kith_Merged_Into__c"] === "string"),
  )

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
