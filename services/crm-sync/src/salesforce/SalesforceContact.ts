import type { EffectRecord } from "@kith/core/documents/Collections"
import type { CurrentPerson } from "@kith/core/identity/Records"
import type { Channel } from "@kith/core/interaction/InteractionEvent"
import type { Fields } from "../Fields.ts"
import { isIdentified, valuesOf } from "../Identified.ts"
import type { SalesforceMapping, Source } from "./SalesforceMapping.ts"

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

const read = (person: CurrentPerson, source: Source): string | undefined => {
  const { lastInteraction: last, traits } = person
  switch (source) {
    case "email":
    case "phone":
      return valuesOf(person, source)[0]
    case "name":
      return traits["name"]?.value
    case "lastInteraction.at":
      return last === undefined ? undefined : new Date(last.at).toISOString()
    case "lastInteraction.channel":
      return last?.channel === undefined ? undefined : channelNames[last.channel]
    case "lastInteraction.id":
      return last?.interactionId
    default:
      return traits[source.slice("trait:".length)]?.value
  }
}

/** The contact's fields, without ids and version; nothing for those whom the mapping keeps out. */
export const salesforceContact = (person: CurrentPerson, mapping: SalesforceMapping): Fields | undefined => {
  if (mapping.who === "identified" && !isIdentified(person)) return undefined
  const values = mapping.fields.flatMap(({ field, from, longest }) => {
    const value = from.map((source) => read(person, source)).find((one) => one !== undefined)
    return value === undefined || value.length > longest ? [] : [[field, value] as const]
  })
  return { ...Object.fromEntries(values), [mapping.mergedField]: null }
}

/**
 * The org's own id of the person's contact: what the person brought goes before what we wrote to, and ids of contacts that
 * the org merged away come last. Written by our id instead, a contact that is gone would be made anew.
 */
export const recordIdOf = (person: CurrentPerson, { status, recordId }: EffectRecord): string | undefined => {
  const [gone, ours] = status === "none" ? [recordId, undefined] : [undefined, recordId]
  const former = new Set(person.identifiers.flatMap((one) => (one.former ? [one.value] : [])))
  const brought = valuesOf(person, "crm.salesforce").filter((id) => id !== gone)
  return brought.find((id) => !former.has(id)) ?? ours ?? brought[0]
}

/** The same, where the person says so. */
export const broughtBy = (person: CurrentPerson, recorded: EffectRecord): string | undefined => {
  const recordId = recordIdOf(person, recorded)
  return valuesOf(person, "crm.salesforce").find((id) => id === recordId)
}

/** The standard fields of a Contact that tell who somebody is, or how to reach them. */
const personalFields = [
  ...["FirstName", "Salutation", "Email", "Phone", "MobilePhone", "HomePhone", "OtherPhone", "AssistantPhone"],
  ...["AssistantName", "Fax", "Title", "Department", "Description", "Birthdate"],
  ...["Street", "City", "State", "PostalCode", "Country"].flatMap((part) => [`Mailing${part}`, `Other${part}`]),
]

/** What a contact says once its person is forgotten: nothing of ours, nothing that the standard fields said. */
export const nobodysContact = (mapping: SalesforceMapping): Fields => {
  const { fields, externalIdField, versionField, mergedField } = mapping
  const cleared = [...personalFields, ...fields.map(({ field }) => field), externalIdField, versionField, mergedField]
  return { ...Object.fromEntries(cleared.map((field) => [field, null])), LastName: "Erased" }
}
