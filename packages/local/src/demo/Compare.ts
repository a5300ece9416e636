import type { Expected, ExpectedCustomer, ExpectedForgotten } from "./Expected.ts"
import type { Observed, ObservedCustomer, ObservedInteraction } from "./Observed.ts"
import type { DeadLetter, Ledger } from "./Readings.ts"

type Differences = ReadonlyArray<string>

/** What is not as it has to be, in words; nothing when all of it is. */
export const compare = (expected: Expected, observed: Observed): Differences => [
  ...observed.events.flatMap(({ at, who, becomes, became }) => differ(`${at} ${who}: the event`, becomes, became)),
  ...expected.customers.flatMap((customer) => compareCustomer(customer, observed)),
  ...strangersIn(expected, observed),
  ...expected.forgotten.flatMap((person) => compareForgotten(person, observed)),
  ...differ("contacts in the CRM", contactsOf(expected), observed.contacts.length),
  ...differ("dead letters", listed(expected.deadLetters), listed(observed.deadLetters.map(nameOrigin))),
  ...compareLedger(expected.ledger, withoutEchoes(observed)),
]

const differ = (what: string, expected: unknown, found: unknown): Differences =>
  expected === found ? [] : [`${what}: expected ${expected ?? "nothing"}, found ${found ?? "nothing"}`]

const fieldsDiffer = (
  what: string,
  expected: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
  fields: Iterable<string> = Object.keys(expected),
): Differences => [...fields].flatMap((field) => differ(`${what}, ${field}`, expected[field], found[field]))

/** Fields that a profile may hold only where they are expected. */
const personal = ["email", "phone", "firstName", "lastName", "name", "customerTier"]

const compareCustomer = (expected: ExpectedCustomer, observed: Observed): Differences => {
  const { name } = expected
  const found = observed.customers.find((one) => one.name === name)
  if (found === undefined) return [`${name}: expected, but nobody looked`]
  const { customerId } = found.profile
  return [
    ...differ(`${name}: the profile`, true, found.profile.found),
    ...found.interactions.flatMap((interaction) => compareInteraction(expected, customerId, interaction)),
    ...differ(`${name}: recognised by`, listed(expected.knownBy), listed(knownBy(found))),
    ...differ(`${name}: a join refused`, expected.refused, refusedIn(found)),
    ...fieldsDiffer(`${name}: the profile`, expected.profile, found.profile, personal),
    ...compareContact(expected, customerId, observed.contacts),
  ]
}

const compareInteraction = (
  { name, profile }: ExpectedCustomer,
  customerId: string | undefined,
  interaction: ObservedInteraction,
): Differences => [
  ...differ(`${name}: ${interaction.id}`, "resolved", interaction.status),
  ...differ(`${name}: the customer of ${interaction.id}`, customerId, interaction.customerId),
  ...differ(`${name}: whom Genesys holds for ${interaction.id}`, customerId, interaction.inGenesys),
  ...differ(`${name}: the tier in Genesys of ${interaction.id}`, profile["customerTier"], interaction.tierInGenesys),
]

const knownBy = ({ interactions }: ObservedCustomer) =>
  new Set(interactions.flatMap(({ because }) => because.map(({ kind }) => kind)))

const refusedIn = ({ interactions }: ObservedCustomer): string | undefined => {
  const [refusal] = interactions.flatMap(({ refused }) => refused)
  return refusal && [refusal.rule, refusal.kind].filter((word) => word !== undefined).join(" ")
}

const compareContact = (
  { name, contact, formerContacts = 0 }: ExpectedCustomer,
  customerId: string | undefined,
  contacts: Observed["contacts"],
): Differences => {
  const own = contacts.filter((one) => one["Kith_Id__c"] === customerId)
  const former = contacts.filter((one) => one["Kith_Merged_Into__c"] === customerId)
  return [
    ...differ(`${name}: contacts in the CRM`, 1, own.length),
    ...differ(`${name}: former contacts`, formerContacts, former.length),
    ...own.flatMap((one) => fieldsDiffer(`${name}: the contact`, contact, one)),
  ]
}

/** Two customers who turned out to be one. */
const strangersIn = (expected: Expected, { customers }: Observed): Differences =>
  expected.customers.flatMap(({ name }, i) => {
    const idOf = (one: string) => customers.find((customer) => customer.name === one)?.profile.customerId
    const same = expected.customers.slice(i + 1).filter((other) => idOf(name) && idOf(other.name) === idOf(name))
    return same.map((other) => `${name} and ${other.name}: expected two customers, found one`)
  })

const compareForgotten = ({ name, email }: ExpectedForgotten, observed: Observed): Differences => {
  const found = observed.customers.find((one) => one.name === name)
  return [
    ...differ(`${name}: erased`, true, found?.profile.erased),
    ...(found?.interactions ?? []).flatMap(({ id, status }) => differ(`${name}: ${id}`, "suppressed", status)),
    ...differ(`${name}: contacts in the CRM`, 0, observed.contacts.filter((one) => one["Email"] === email).length),
  ]
}

const contactsOf = ({ customers }: Expected): number =>
  customers.reduce((sum, { formerContacts = 0 }) => sum + 1 + formerContacts, 0)

const nameOrigin = ({ origin, reason, state }: DeadLetter): Expected["deadLetters"][number] => ({
  from: "webhook" in origin ? origin.webhook : origin.subscription,
  reason,
  state,
})

const listed = (items: Iterable<unknown>): string =>
  [...items]
    .map((item) => (typeof item === "object" && item !== null ? Object.values(item).sort().join(" ") : String(item)))
    .sort()
    .join(", ")

/** Each echo was accepted, and irrelevant. */
export const withoutEchoes = ({ ledger, echoes }: Observed): Ledger => ({
  ...ledger,
  accepted: ledger.accepted - echoes,
  irrelevant: ledger.irrelevant - echoes,
})

const compareLedger = ({ rejected, ...expected }: Ledger, found: Ledger): Differences => [
  ...fieldsDiffer("ledger", expected, { ...found }),
  ...fieldsDiffer("ledger, rejected", rejected, found.rejected),
]
