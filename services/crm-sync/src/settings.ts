import { httpUrl, secretText } from "@kith/core/settings/Fragments"
import { GoogleCloudEnvironment } from "@kith/core/settings/GoogleCloud"
import { Effect, Layer } from "effect"
import * as z from "zod"
import { Sinks } from "./Sink.ts"
import { makeSalesforce, type SalesforceSettings } from "./salesforce/Salesforce.ts"

const sinkNames = z
  .string()
  .default("")
  .transform((text) => [...new Set(text.split(",").map((name) => name.trim()))].filter((name) => name !== ""))
  .pipe(z.array(z.enum(["salesforce"], "names an unknown CRM")).max(8, "names too many CRMs"))

const neededBy = {
  salesforce: ["SALESFORCE_LOGIN_URL", "SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"],
} as const

const Variables = z.object({
  CRM_SINKS: sinkNames,
  SALESFORCE_LOGIN_URL: httpUrl.optional(),
  SALESFORCE_CLIENT_ID: z.string().max(512, "is too long").optional(),
  SALESFORCE_CLIENT_SECRET: secretText.optional(),
  SALESFORCE_API_VERSION: z
    .string()
    .regex(/^v?\d{2}\.0$/, "must look like v62.0")
    .default("v62.0")
    .transform((text) => (text.startsWith("v") ? text : `v${text}`)),
})
export type CrmSettings = z.output<typeof Variables>

const sinksAreConfigured = (settings: CrmSettings, context: z.RefinementCtx) => {
  for (const name of settings.CRM_SINKS.flatMap((sink) => neededBy[sink])) {
    if (settings[name] === undefined) context.addIssue({ code: "custom", path: [name], message: "is missing" })
  }
}

/** The variables of the CRMs that persons are synced to; those of a CRM that `CRM_SINKS` names must be there. */
export const CrmSettings = Variables.superRefine(sinksAreConfigured)

/** The whole environment of the service on Google Cloud. */
export const ServiceEnvironment = GoogleCloudEnvironment.extend(Variables.shape).superRefine(sinksAreConfigured)

const salesforceSettings = (settings: CrmSettings): SalesforceSettings => {
  const { SALESFORCE_LOGIN_URL: loginUrl, SALESFORCE_CLIENT_ID: clientId } = settings
  const { SALESFORCE_CLIENT_SECRET: clientSecret, SALESFORCE_API_VERSION: apiVersion } = settings
  if (loginUrl === undefined || clientId === undefined || clientSecret === undefined) {
    throw new Error("the schema lets no configured CRM lack a variable")
  }
  return { loginUrl, clientId, clientSecret, apiVersion }
}

const makers = {
  salesforce: (settings: CrmSettings) => makeSalesforce(salesforceSettings(settings)),
}

/** The configured CRMs; needs an HTTP client. */
export const sinksLayer = (settings: CrmSettings) =>
  Layer.effect(
    Sinks,
    Effect.forEach(settings.CRM_SINKS, (name) => makers[name](settings)),
  )
