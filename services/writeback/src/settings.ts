import { httpUrl, secretText } from "@kith/core/settings/Fragments"
import { GoogleCloudEnvironment } from "@kith/core/settings/GoogleCloud"
import { Layer } from "effect"
import * as z from "zod"
import { ExternalSource } from "./AssociateContact.ts"
import { Conversations } from "./Conversations.ts"
import { ExternalContacts } from "./ExternalContacts.ts"
import { Genesys } from "./Genesys.ts"
import { GenesysClient } from "./GenesysClient.ts"
import { GenesysGdpr } from "./GenesysGdpr.ts"
import {
  type LeanSettings,
  type PanelAttribute,
  panelAttributes,
  shippedLimits,
  writebackDialects,
} from "./LeanAttributes.ts"
import { ReconcileHours } from "./Tasks.ts"
import { Lean } from "./WriteOutcome.ts"

/** Where Genesys Cloud is; a newer region goes by its two URLs. */
const region = /^(mypurecloud\.(com|ie|com\.au|jp|de)|[a-z0-9-]+\.(pure|us-gov-pure|eusc-pure)\.cloud)$/

const limit = (shipped: number, least: number, most: number) =>
  z.coerce.number("is no number").int("is no whole number").min(least).max(most).default(shipped)

const panel = z
  .string()
  .max(400, "is too long")
  .default("")
  .transform((text) => text.split(",").map((name) => name.trim()))
  .transform((names) => [...new Set(names)].filter((name) => name !== ""))
  .pipe(z.array(z.enum(panelAttributes as [PanelAttribute], `is none of ${panelAttributes.join(", ")}`)))

const Variables = z.object({
  GENESYS_REGION: z.string().regex(region, "is no Genesys Cloud region such as mypurecloud.ie").optional(),
  GENESYS_API_URL: httpUrl.optional(),
  GENESYS_LOGIN_URL: httpUrl.optional(),
  GENESYS_CLIENT_ID: z.string().max(512, "is too long"),
  GENESYS_CLIENT_SECRET: secretText,
  GENESYS_WRITEBACK: z.enum(writebackDialects, `is none of ${writebackDialects.join(", ")}`).optional(),
  GENESYS_EXTERNAL_CONTACTS: z.enum(["off", "enrich"], "is none of off, enrich").default("off"),
  GENESYS_EXTERNAL_SOURCE_ID: z.uuid("is no id").optional(),
  GENESYS_RECONCILE_HOURS: limit(0, 0, 72),
  GENESYS_PANEL: panel,
  GENESYS_MOST_ATTRIBUTES: limit(shippedLimits.most, 5, 50),
  GENESYS_LONGEST_NAME: limit(shippedLimits.longestName, 32, 256),
  GENESYS_LONGEST_VALUE: limit(shippedLimits.longestValue, 64, 4096),
  GENESYS_LONGEST_TOTAL: limit(shippedLimits.total, 512, 65_536),
  PROFILE_BASE_URL: httpUrl,
})
export type WritebackSettings = z.output<typeof Variables>

const genesysIsSomewhere = (settings: WritebackSettings, context: z.RefinementCtx) => {
  for (const name of ["GENESYS_API_URL", "GENESYS_LOGIN_URL"] as const) {
    if (settings[name] !== undefined || settings.GENESYS_REGION !== undefined) continue
    context.addIssue({ code: "custom", path: [name], message: "is missing" })
  }
  if (settings.GENESYS_EXTERNAL_CONTACTS === "enrich" && settings.GENESYS_EXTERNAL_SOURCE_ID === undefined)
    context.addIssue({ code: "custom", path: ["GENESYS_EXTERNAL_SOURCE_ID"], message: "is missing" })
}

/** The variables of the write-back. `GENESYS_REGION` stands for both URLs; a URL that is given goes before it. */
export const WritebackSettings = Variables.superRefine(genesysIsSomewhere)

/** The whole environment of the service on Google Cloud. */
export const ServiceEnvironment = GoogleCloudEnvironment.extend(Variables.shape).superRefine(genesysIsSomewhere)

const externalSource = (settings: WritebackSettings) =>
  settings.GENESYS_EXTERNAL_CONTACTS === "enrich" ? settings.GENESYS_EXTERNAL_SOURCE_ID : undefined

const leanSettings = (settings: WritebackSettings): LeanSettings => ({
  profileBaseUrl: settings.PROFILE_BASE_URL,
  forced: settings.GENESYS_WRITEBACK,
  panel: settings.GENESYS_PANEL,
  limits: {
    most: settings.GENESYS_MOST_ATTRIBUTES,
    longestName: settings.GENESYS_LONGEST_NAME,
    longestValue: settings.GENESYS_LONGEST_VALUE,
    total: settings.GENESYS_LONGEST_TOTAL,
  },
})

/** The configured org and dialect; needs an HTTP client. */
export const writebackLayer = (settings: WritebackSettings) => {
  const client = GenesysClient.layer({
    apiUrl: settings.GENESYS_API_URL ?? `https://api.${settings.GENESYS_REGION}`,
    loginUrl: settings.GENESYS_LOGIN_URL ?? `https://login.${settings.GENESYS_REGION}`,
    clientId: settings.GENESYS_CLIENT_ID,
    clientSecret: settings.GENESYS_CLIENT_SECRET,
  })
  return Layer.mergeAll(
    Genesys.layer,
    Conversations.layer,
    ExternalContacts.layer,
    Layer.succeed(ExternalSource, externalSource(settings)),
    GenesysGdpr.layer,
    Layer.succeed(Lean, leanSettings(settings)),
    Layer.succeed(ReconcileHours, settings.GENESYS_RECONCILE_HOURS),
  ).pipe(Layer.provide(client))
}
