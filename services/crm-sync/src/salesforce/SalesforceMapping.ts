import { readFile } from "node:fs/promises"
import { firstIssue } from "@kith/core/http/FirstIssue"
import { EnvironmentIsWrong } from "@kith/core/settings/Environment"
import { type Harmless, say } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import * as z from "zod"

const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,79}$/, "is no name of a field")
const trait = z.templateLiteral(["trait:", z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/)])

/** What of a person a field can say. */
export const Source = z.union([
  z.enum(["email", "phone", "name", "lastInteraction.at", "lastInteraction.channel", "lastInteraction.id"]),
  trait,
])
export type Source = z.infer<typeof Source>

/**
 * How persons and an org's contacts correspond: the JSON file that `SALESFORCE_MAPPING` names. A part that is left out is
 * the shipped one. Fields that end in `__c` are the org's own, to be made there first.
 */
export const SalesforceMapping = z.strictObject({
  /** Each field, from the first of its sources that the person has. */
  fields: z
    .array(
      z.strictObject({
        field: name,
        from: z.array(Source).min(1).max(4),
        /** Characters that the field takes: what is longer is left out, since cut off it would be wrong. */
        longest: z.int().min(1).max(32_000),
      }),
    )
    .max(100)
    .default([
      { field: "Email", from: ["email"], longest: 80 },
      { field: "Phone", from: ["phone"], longest: 40 },
      { field: "FirstName", from: ["trait:firstName"], longest: 40 },
      // How a whole name divides is not for us to guess.
      { field: "LastName", from: ["trait:lastName", "name"], longest: 80 },
      { field: "Customer_Tier__c", from: ["trait:customerTier"], longest: 40 },
      { field: "Last_Interaction_Date__c", from: ["lastInteraction.at"], longest: 40 },
      { field: "Last_Channel__c", from: ["lastInteraction.channel"], longest: 40 },
      { field: "Last_Interaction_Id__c", from: ["lastInteraction.id"], longest: 128 },
    ]),
  /** Fields that hold an identifier in contacts of any origin: matched before anything is created, and imported. */
  identifiers: z
    .array(z.strictObject({ field: name, kind: z.enum(["email", "phone"]) }))
    .max(8)
    .default([
      { field: "Email", kind: "email" },
      { field: "Phone", kind: "phone" },
      { field: "MobilePhone", kind: "phone" },
    ]),
  /** Fields that the import and the refresh read into traits. */
  traits: z
    .array(z.strictObject({ field: name, trait: z.string().min(1).max(64) }))
    .max(32)
    .default([
      { field: "FirstName", trait: "firstName" },
      { field: "LastName", trait: "lastName" },
      { field: "Customer_Tier__c", trait: "customerTier" },
    ]),
  /** Who becomes a contact: persons with an email, a phone or a CRM's id, or strangers too. */
  who: z.enum(["identified", "everybody"]).default("identified"),
  /** A Contact cannot be created without a last name. */
  unknownLastName: z.string().trim().min(1).max(80).default("Unknown"),
  /** Lookup fields that are turned from a former person's contact to the heir's: `{object: "Case", field: "ContactId"}`. */
  reparent: z
    .array(z.strictObject({ object: name, field: name }))
    .max(8)
    .default([]),
  externalIdField: name.default("Kith_Id__c"),
  versionField: name.default("Kith_Version__c"),
  mergedField: name.default("Kith_Merged_Into__c"),
})
export type SalesforceMapping = z.infer<typeof SalesforceMapping>

export const defaultSalesforceMapping: SalesforceMapping = SalesforceMapping.parse({})

const wrong = (problem: Harmless) => new EnvironmentIsWrong({ problems: [say`SALESFORCE_MAPPING: ${problem}`] })

/** The mapping in a file, or the shipped one. */
export const readMapping = Effect.fn("SalesforceMapping.readMapping")(function* (path: string | undefined) {
  if (path === undefined) return defaultSalesforceMapping
  const text = yield* Effect.tryPromise({ try: () => readFile(path, "utf8"), catch: () => wrong(say`cannot be read`) })
  const json = yield* Effect.try({ try: (): unknown => JSON.parse(text), catch: () => wrong(say`is no JSON`) })
  const read = SalesforceMapping.safeParse(json)
  return read.success ? read.data : yield* wrong(firstIssue(read.error, SalesforceMapping))
})
