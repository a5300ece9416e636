import type { CurrentPerson } from "@kith/core/identity/Records"
import type { Centre } from "../Centre.ts"
import { deadLettersIn, personsIn } from "./Stored.ts"

/** A CRM's record, as far as it is looked at. */
interface Shown {
  readonly customerId: string | undefined
  readonly mergedInto: string | undefined
  readonly tier: string | undefined
  readonly email: string | undefined
}

/** Law 6: everybody who belongs there is in each CRM once, as they are now; whoever became somebody else says so. */
export const contacts = (centre: Centre): ReadonlyArray<string> => [
  ...recordsOf("contact", inSalesforce(centre), centre),
  ...(centre.story.sinks.includes("servicenow") ? recordsOf("record", inServiceNow(centre), centre) : []),
]

const inSalesforce = ({ vendors }: Centre): ReadonlyArray<Shown> =>
  vendors.salesforce.contacts().map((contact) => ({
    customerId: textOf(contact["Kith_Id__c"]),
    mergedInto: textOf(contact["Kith_Merged_Into__c"]),
    tier: textOf(contact["Customer_Tier__c"]),
    email: textOf(contact["Email"]),
  }))

/** There a former person's record refers to the heir's. */
const inServiceNow = ({ vendors }: Centre): ReadonlyArray<Shown> => {
  const all = vendors.servicenow.contacts()
  const heirs = new Map(all.map((record) => [record.sys_id, record["u_kith_id"]]))
  return all.map((record) => ({
    customerId: textOf(record["u_kith_id"]),
    mergedInto: heirs.get(record["u_kith_merged_into"] ?? ""),
    tier: textOf(record["u_customer_tier"]),
    email: textOf(record["email"]),
  }))
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined)

const recordsOf = (what: string, all: ReadonlyArray<Shown>, { store }: Centre): ReadonlyArray<string> => {
  const undecided = deadLettersIn(store).filter(
    ({ reason, state }) => reason === "SeveralMatches" && state === "waiting",
  )
  const excused = new Set(undecided.map(({ data }) => (data as { readonly customerId?: string }).customerId))
  return personsIn(store)
    .filter((person) => belongs(person) && ![person.customerId, ...person.former].some((id) => excused.has(id)))
    .flatMap((person) => {
      const own = all.filter(({ customerId }) => customerId === person.customerId)
      const [record] = own
      if (own.length !== 1 || record === undefined) return [`${person.customerId} has ${own.length} ${what}s`]
      return [...wrongIn(what, person, record), ...unmarked(what, person, all)]
    })
}

const wrongIn = (what: string, { customerId, traits, identifiers }: CurrentPerson, record: Shown) => {
  const problems: Array<string> = []
  const tier = traits["customerTier"]?.value
  if (tier !== undefined && record.tier !== tier)
    problems.push(`the ${what} of ${customerId} is ${record.tier}, not ${tier}`)
  const emails = identifiers.filter(({ kind }) => kind === "email").map(({ value }) => value)
  if (emails.length > 0 && !emails.includes(String(record.email)))
    problems.push(`the ${what} of ${customerId} has an email of somebody else`)
  return problems
}

const unmarked = (what: string, { customerId, former }: CurrentPerson, all: ReadonlyArray<Shown>) =>
  former.flatMap((id) =>
    all
      .filter((old) => old.customerId === id && old.mergedInto !== customerId)
      .map(() => `the ${what} of ${id} does not say whose it is`),
  )

const belongs = ({ identifiers }: CurrentPerson): boolean =>
  identifiers.some(({ kind }) => kind === "email" || kind === "phone" || kind.startsWith("crm."))
