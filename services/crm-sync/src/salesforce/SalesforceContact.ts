import type { IdentifierKind } from "@kith/core/identifier/Identifier"
import type { CurrentPerson } from "@kith/core/identity/Records"
import type { Channel } from "@kith/core/interaction/InteractionEvent"
import type { Fields } from "../Sink.ts"

interface Field {
  readonly name: string
  /** Characters the org's field takes. */
  readonly longest: number
  readonly read: (person: CurrentPerson) => string | undefined
}

/** The value learned last: people change addresses more often than they go back to an old one. */
const identifier = (kind: IdentifierKind) => (person: CurrentPerson) =>
  person.identifiers
    .filter((one) => one.kind === kind)
    .toSorted((x, y) => y.first - x.first || (x.key < y.key ? -1 : 1))[0]?.value

const trait = (name: string) => (person: CurrentPerson) => person.traits[name]?.value

/** The guide's spelling. */
const channelNames: Readonly<Record<Channel, string>> = {
  voice: "Voice",
  webchat: "WebChat",
  message: "Message",
  sms: "SMS",
  email: "Email",
  callback: "Callback",
  other: "Other",
}

const lastChannel = ({ lastInteraction: last }: CurrentPerson) =>
  last?.channel === undefined ? undefined : channelNames[last.channel]

const lastDate = ({ lastInteraction: last }: CurrentPerson) =>
  last === undefined ? undefined : new Date(last.at).toISOString()

/** What a Contact says of a person: an org with other fields changes this table. The `__c` ones are custom fields. */
const contactFields: ReadonlyArray<Field> = [
  { name: "Email", longest: 80, read: identifier("email") },
  { name: "Phone", longest: 40, read: identifier("phone") },
  { name: "FirstName", longest: 40, read: trait("firstName") },
  // How a whole name divides is not for us to guess.
  { name: "LastName", longest: 80, read: (person) => trait("lastName")(person) ?? trait("name")(person) },
  { name: "Customer_Tier__c", longest: 40, read: trait("customerTier") },
  { name: "Last_Interaction_Date__c", longest: 40, read: lastDate },
  { name: "Last_Channel__c", longest: 40, read: lastChannel },
  { name: "Last_Interaction_Id__c", longest: 128, read: ({ lastInteraction: last }) => last?.interactionId },
]

/** Custom text field with the attributes External ID and Unique. */
export const externalIdField = "Kith_Id__c"
/** Custom number field: the version of the profile that the record was written from. */
export const versionField = "Kith_Version__c"
/** Custom text field, on records whose person turned out to be another record's. */
export const mergedField = "Kith_Merged_Into__c"

/** A Contact cannot be created without a last name. */
export const unknownLastName = "Unknown"

/**
 * The contact's fields, without ids and version. Nobody without an email, a phone or a CRM's id becomes a contact. A value
 * that the field cannot hold is left out: cut off, it would be a wrong one.
 */
export const salesforceContact = (person: CurrentPerson): Fields | undefined => {
  const isSomebody = person.identifiers.some(
    ({ kind }) => kind === "email" || kind === "phone" || kind.startsWith("crm."),
  )
  if (!isSomebody) return undefined
  const values = contactFields.flatMap(({ name, longest, read }) => {
    const value = read(person)
    return value === undefined || value.length > longest ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(values), [mergedField]: null }
}

/** The org's own id of the person's contact, where the person brought one. */
export const salesforceIdOf = identifier("crm.salesforce")
