import type { Keys } from "@kith/core/identifier/Keyring"
import type { EnvironmentIsWrong } from "@kith/core/settings/Environment"
import { httpUrl, secretText } from "@kith/core/settings/Fragments"
import { GoogleCloudEnvironment } from "@kith/core/settings/GoogleCloud"
import { Effect, Layer, type Scope } from "effect"
import type { HttpClient } from "effect/http"
import * as z from "zod"
import { CurrentCrmErasure, crmErasures } from "./ForgetPerson.ts"
import { makeNeo4j } from "./neo4j/Neo4j.ts"
import { CrmReading } from "./ReadCrms.ts"
import { type Sink, Sinks } from "./Sink.ts"
import { makeSalesforce } from "./salesforce/Salesforce.ts"
import { readMapping } from "./salesforce/SalesforceMapping.ts"
import { makeServiceNow } from "./servicenow/ServiceNow.ts"

const sinkNames = z
  .string()
  .default("")
  .transform((text) => [...new Set(text.split(",").map((name) => name.trim()))].filter((name) => name !== ""))
  .pipe(z.array(z.enum(["salesforce", "servicenow", "neo4j"], "names an unknown CRM")).max(8, "names too many CRMs"))

const neededBy = {
  salesforce: ["SALESFORCE_LOGIN_URL", "SALESFORCE_CLIENT_ID"],
  servicenow: ["SERVICENOW_URL", "SERVICENOW_USER", "SERVICENOW_PASSWORD"],
  neo4j: ["NEO4J_URL", "NEO4J_USER", "NEO4J_PASSWORD"],
} as const

const tableName = z.string().regex(/^[a-z][a-z0-9_]{0,79}$/, "is no name of a table")

const Variables = z.object({
  CRM_SINKS: sinkNames,
  CRM_ERASURE: z.enum(crmErasures, `is none of ${crmErasures.join(", ")}`).default("delete-own"),
  CRM_READ: z.enum(["off", "changes", "all"], "is none of off, changes, all").default("off"),
  SALESFORCE_LOGIN_URL: httpUrl.optional(),
  SALESFORCE_CLIENT_ID: z.string().max(512, "is too long").optional(),
  SALESFORCE_CLIENT_SECRET: secretText.optional(),
  SALESFORCE_JWT_KEY: secretText.optional(),
  SALESFORCE_USERNAME: z.string().min(1).max(320).optional(),
  SALESFORCE_MAPPING: z.string().max(1024).optional(),
  SALESFORCE_API_VERSION: z
    .string()
    .regex(/^v?\d{2}\.0$/, "must look like v62.0")
    .default("v62.0")
    .transform((text) => (text.startsWith("v") ? text : `v${text}`)),
  SERVICENOW_URL: httpUrl.optional(),
  SERVICENOW_USER: z.string().min(1).max(255).optional(),
  SERVICENOW_PASSWORD: secretText.optional(),
  SERVICENOW_MODE: z.enum(["import", "table"], "is neither import nor table").default("import"),
  SERVICENOW_STAGING_TABLE: tableName.default("u_kith_import"),
  SERVICENOW_TABLE: tableName.default("customer_contact"),
  NEO4J_URL: z
    .string()
    .max(2048, "is too long")
    .regex(/^(neo4j|bolt)(\+s|\+ssc)?:\/\/[^/@\s]+$/, "must look like neo4j+s://host")
    .optional(),
  NEO4J_USER: z.string().min(1).max(255).optional(),
  NEO4J_PASSWORD: secretText.optional(),
})
export type CrmSettings = z.output<typeof Variables>

const sinksAreConfigured = (settings: CrmSettings, context: z.RefinementCtx) => {
  const missing = settings.CRM_SINKS.flatMap((sink) => neededBy[sink]).filter((name) => settings[name] === undefined)
  const isMissing = (name: keyof CrmSettings) =>
    context.addIssue({ code: "custom", path: [name], message: "is missing" })
  for (const name of missing) isMissing(name)
  if (!settings.CRM_SINKS.includes("salesforce")) return
  if (settings.SALESFORCE_JWT_KEY === undefined) {
    if (settings.SALESFORCE_CLIENT_SECRET === undefined) isMissing("SALESFORCE_CLIENT_SECRET")
  } else if (settings.SALESFORCE_USERNAME === undefined) isMissing("SALESFORCE_USERNAME")
}

/** The variables of the CRMs that persons are synced to; those of a CRM that `CRM_SINKS` names must be there. */
export const CrmSettings = Variables.superRefine(sinksAreConfigured)

/** The whole environment of the service on Google Cloud. */
export const ServiceEnvironment = GoogleCloudEnvironment.extend(Variables.shape).superRefine(sinksAreConfigured)

/** The schema lets no configured CRM lack a variable. */
const given = <A>(value: A | undefined): A => {
  if (value === undefined) throw new Error("a variable of a configured CRM is missing")
  return value
}

const salesforce = Effect.fnUntraced(function* (settings: CrmSettings) {
  const { SALESFORCE_JWT_KEY: privateKey, SALESFORCE_API_VERSION: apiVersion } = settings
  return yield* makeSalesforce({
    loginUrl: given(settings.SALESFORCE_LOGIN_URL),
    clientId: given(settings.SALESFORCE_CLIENT_ID),
    login:
      privateKey === undefined
        ? { clientSecret: given(settings.SALESFORCE_CLIENT_SECRET) }
        : { privateKey, username: given(settings.SALESFORCE_USERNAME) },
    apiVersion,
    mapping: yield* readMapping(settings.SALESFORCE_MAPPING),
  })
})

const servicenow = (settings: CrmSettings) =>
  makeServiceNow({
    url: given(settings.SERVICENOW_URL),
    user: given(settings.SERVICENOW_USER),
    password: given(settings.SERVICENOW_PASSWORD),
    mode: settings.SERVICENOW_MODE,
    stagingTable: settings.SERVICENOW_STAGING_TABLE,
    table: settings.SERVICENOW_TABLE,
  })

const neo4j = (settings: CrmSettings) =>
  makeNeo4j({
    url: given(settings.NEO4J_URL),
    user: given(settings.NEO4J_USER),
    password: given(settings.NEO4J_PASSWORD),
  })

type Making = Effect.Effect<Sink, EnvironmentIsWrong, HttpClient.HttpClient | Keys | Scope.Scope>

const makers: Readonly<Record<CrmSettings["CRM_SINKS"][number], (settings: CrmSettings) => Making>> = {
  salesforce,
  servicenow,
  neo4j,
}

/** The configured CRMs, and whether they are read; needs an HTTP client and the keys. */
export const sinksLayer = (settings: CrmSettings) =>
  Layer.mergeAll(
    Layer.succeed(CrmReading, settings.CRM_READ),
    Layer.succeed(CurrentCrmErasure, settings.CRM_ERASURE),
    Layer.effect(
      Sinks,
      Effect.forEach(settings.CRM_SINKS, (name) => makers[name](settings)),
    ),
  )
