import * as z from "zod"
import { malformed, noSuchField, Refused } from "./Refused.ts"

export type FieldValue = string | number | boolean

interface Field {
  readonly label: string
  readonly type: "string" | "email" | "double" | "datetime" | "date" | "boolean"
  /** Characters; text only. */
  readonly length?: number
}

const text = (label: string, length: number): Field => ({ label, type: "string", length })

const standardFields: Readonly<Record<string, Field>> = {
  LastName: text("Last Name", 80),
  FirstName: text("First Name", 40),
  Salutation: text("Salutation", 40),
  Email: { label: "Email", type: "email", length: 80 },
  Phone: text("Business Phone", 40),
  MobilePhone: text("Mobile Phone", 40),
  HomePhone: text("Home Phone", 40),
  OtherPhone: text("Other Phone", 40),
  AssistantName: text("Assistant", 40),
  AssistantPhone: text("Asst. Phone", 40),
  Fax: text("Business Fax", 40),
  OtherStreet: text("Other Street", 255),
  OtherCity: text("Other City", 40),
  OtherState: text("Other State/Province", 80),
  OtherPostalCode: text("Other Zip/Postal Code", 20),
  OtherCountry: text("Other Country", 80),
  Title: text("Title", 128),
  Department: text("Department", 80),
  Description: text("Contact Description", 32_000),
  LeadSource: text("Lead Source", 255),
  Birthdate: { label: "Birthdate", type: "date" },
  MailingStreet: text("Mailing Street", 255),
  MailingCity: text("Mailing City", 40),
  MailingState: text("Mailing State/Province", 80),
  MailingPostalCode: text("Mailing Zip/Postal Code", 20),
  MailingCountry: text("Mailing Country", 80),
  AccountId: text("Account ID", 18),
  HasOptedOutOfEmail: { label: "Email Opt Out", type: "boolean" },
}

const customFields: Readonly<Record<string, Field>> = {
  Kith_Id__c: text("Kith Id", 64),
  Kith_Version__c: { label: "Kith Version", type: "double" },
  Kith_Merged_Into__c: text("Kith Merged Into", 64),
  Last_Interaction_Date__c: { label: "Last Interaction Date", type: "datetime" },
  Last_Channel__c: text("Last Channel", 40),
  Last_Interaction_Id__c: text("Last Interaction Id", 128),
  Customer_Tier__c: text("Customer Tier", 40),
}

/** Set by the vendor alone. */
const systemFields = ["CreatedDate", "LastModifiedDate", "SystemModstamp", "IsDeleted", "Name"]

export type ContactFields = ReadonlyMap<string, Field>

/** The org's Contact: the standard fields, the product's, and the external id if it is another one. */
export const contactFields = (externalIdField: string): ContactFields =>
  new Map([
    [externalIdField, text(externalIdField, 64)],
    ...Object.entries(standardFields),
    ...Object.entries(customFields),
  ])

const schemas: Record<Field["type"], z.ZodType<FieldValue>> = {
  string: z.string(),
  email: z.string(),
  double: z.number(),
  datetime: z.iso.datetime({ offset: true }),
  date: z.iso.date(),
  boolean: z.boolean(),
}

/**
 * A record's values as the vendor would store them, or the first rule that they break. `null` and the empty text clear
 * a field, and are kept here as `null`.
 */
export const checkedValues = (
  fields: ContactFields,
  record: Readonly<Record<string, unknown>>,
): Map<string, FieldValue | null> =>
  new Map(Object.entries(record).map(([name, value]) => [name, checkedValue(fields, name, value)]))

const checkedValue = (fields: ContactFields, name: string, value: unknown): FieldValue | null => {
  if (systemFields.includes(name)) {
    throw new Refused(400, "INVALID_FIELD_FOR_INSERT_UPDATE", `Unable to create/update fields: ${name}.`, [name])
  }
  const field = fields.get(name)
  if (field === undefined) throw noSuchField(name)
  if (value === null || value === "") return null
  const { label, type, length } = field
  const checked = schemas[type].safeParse(value)
  if (!checked.success) throw malformed(`Cannot deserialize instance of ${type === "email" ? "string" : type}`)
  if (length !== undefined && String(checked.data).length > length) {
    throw new Refused(400, "STRING_TOO_LONG", `${label}: data value too large (max length=${length})`, [name])
  }
  if (type === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(checked.data))) {
    throw new Refused(400, "INVALID_EMAIL_ADDRESS", `${label}: invalid email address`, [name])
  }
  return checked.data
}

/** A Contact without a last name does not exist. */
export const requireLastName = (values: ReadonlyMap<string, FieldValue | null>): void => {
  if (values.get("LastName") != null) return
  throw new Refused(400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]", ["LastName"])
}
