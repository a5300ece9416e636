import { contactId } from "@kith/simulators/salesforce/RecordId"

/**
 * What the small names of a story stand for: `e1` an email, `p2` a phone, `s1` a contact of the Salesforce org, `n1` a record of
 * ServiceNow's, `v3` a visitor's cookie. Every personal value holds one of `canaries`, and nothing else in the world does:
 * not an id drawn at random either, which has any three letters with a digit some time.
 */
export const canaries = /qx[ev]\d+(?:@|%40|-cookie)|2127990|qxname/i

/** Of each kind there are as many names again, for the second ones that people have. */
export const mostPeople = 20

export const valueNamedBy = (name: string): string => {
  const number = Number(name.slice(1))
  switch (name[0]) {
    case "e":
      return `qx${name}@people.example`
    case "p":
      return `+12127990${String(number).padStart(3, "0")}`
    case "s":
      return contactId(number)
    case "n":
      return String(number).padStart(32, "a")
    case "v":
      return `qx${name}-cookie`
    default:
      throw new Error(`nothing is called ${name}`)
  }
}

/** The trait that whoever says this says of oneself. */
export const firstNameOf = (name: string): string => `Qxname${name}`

const attributeNames: Readonly<Record<string, string>> = {
  e: "email",
  p: "phone_number",
  s: "salesforce_id",
  n: "servicenow_id",
  v: "visitorId",
}

/** What a form, a flow or an agent sets for somebody who says this. */
export const attributesOf = (says: ReadonlyArray<string>): Readonly<Record<string, string>> =>
  Object.fromEntries(says.map((name) => [attributeNames[name[0] ?? ""] ?? "", valueNamedBy(name)]))

const kinds = ["e", "p", "s", "n", "v"] as const

const nameByValue = new Map(
  kinds.flatMap((kind) =>
    Array.from({ length: 2 * mostPeople }, (_, i) => [valueNamedBy(`${kind}${i + 1}`), `${kind}${i + 1}`]),
  ),
)

const lettersOfIds: Readonly<Record<string, string>> = {
  "crm.salesforce": "s",
  "crm.servicenow": "n",
  genesysContact: "g",
}

/** The name of a value; that of a contact that an org made itself is its id. */
export const nameOf = (kind: string, value: string): string =>
  nameByValue.get(value) ?? `${lettersOfIds[kind] ?? "?"}:${value}`
