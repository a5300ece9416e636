import type { CurrentPerson } from "@kith/core/identity/Records"
import type { Fields } from "../Fields.ts"
import { isIdentified, valuesOf } from "../Identified.ts"

/** What a staging row or a contact says of a person; the transform map or the table has to know these names. */
export const serviceNowRecord = (person: CurrentPerson): Fields | undefined => {
  if (!isIdentified(person)) return undefined
  const { traits, lastInteraction: last } = person
  const values: Readonly<Record<string, string | undefined>> = {
    email: valuesOf(person, "email")[0],
    phone: valuesOf(person, "phone")[0],
    first_name: traits["firstName"]?.value,
    last_name: traits["lastName"]?.value ?? traits["name"]?.value,
    u_customer_tier: traits["customerTier"]?.value,
    u_last_interaction: last?.interactionId,
    u_last_interaction_at: last === undefined ? undefined : timeOf(last.at),
  }
  const told = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(told), [mergedField]: "" }
}

/** Those that say how a person is reached. */
export const addressFields: ReadonlyArray<string> = ["email", "phone"]

/** As ServiceNow writes times, in UTC. */
const timeOf = (at: number) => new Date(at).toISOString().slice(0, 19).replace("T", " ")

/** The reference of a former person's record to the heir's; empty while it is a person of its own. */
export const mergedField = "u_kith_merged_into"
/** What the transform map coalesces on, and a contact is found by. */
export const keyField = "u_kith_id"
export const correlationField = "correlation_id"

/** What a contact says once its person is forgotten: nothing of ours, nothing that the standard fields said. */
export const nobodysRecord: Fields = {
  ...Object.fromEntries(
    [
      ...["email", "phone", "mobile_phone", "home_phone", "fax", "first_name", "middle_name", "title", "photo"],
      ...["street", "city", "state", "zip", "country", "date_of_birth", "notes"],
      ...["u_customer_tier", "u_last_interaction", "u_last_interaction_at", mergedField, keyField, correlationField],
    ].map((field) => [field, ""]),
  ),
  last_name: "Erased",
}
