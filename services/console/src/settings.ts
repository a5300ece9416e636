import { genesysGdpr } from "@kith/core/documents/ErasureProgress"
import type { ScopedToken } from "@kith/core/http/Bearer"
import { gdprMode, pepper, scopedTokenList } from "@kith/core/settings/Fragments"
import { GoogleCloudEnvironment } from "@kith/core/settings/GoogleCloud"
import { type Harmless, say, vouched } from "@kith/core/telemetry/Harmless"
import type { Redacted } from "effect"
import * as z from "zod"
import type { Assets } from "./web/Assets.ts"

export interface ConsoleSettings {
  readonly tokens: ReadonlyArray<ScopedToken>
  /** Names of the outside systems that an erasure waits for. */
  readonly systems: ReadonlyArray<Harmless>
  /** What receipts are signed with; without it, with a key from the pepper. */
  readonly receiptKey?: Redacted.Redacted | undefined
  /** The web app; none where only programs ask. */
  readonly web: Assets
}

const sinkNames = z
  .string()
  .max(200, "is too long")
  .default("")
  .transform((text) => [...new Set(text.split(",").map((name) => name.trim()))].filter((name) => name !== ""))
  .pipe(
    z
      .array(
        z
          .string()
          .regex(/^[a-z0-9-]{1,40}$/, "names an unknown CRM")
          .transform(vouched),
      )
      .max(8, "names too many CRMs"),
  )

/** What the console reads from the environment wherever it runs. */
export const ConsoleEnvironment = z.object({
  CONSOLE_TOKENS: scopedTokenList,
  CRM_SINKS: sinkNames,
  GENESYS_GDPR: gdprMode,
  KITH_RECEIPT_KEY: pepper.optional(),
})

/** The whole environment of the service on Google Cloud. */
export const ServiceEnvironment = GoogleCloudEnvironment.extend(ConsoleEnvironment.shape)

/** An erasure waits for Genesys, whom the write-back speaks for, and for every CRM. */
export const consoleSettings = (environment: z.output<typeof ConsoleEnvironment>, web: Assets): ConsoleSettings => ({
  web,
  tokens: environment.CONSOLE_TOKENS,
  receiptKey: environment.KITH_RECEIPT_KEY,
  systems: [say`genesys`, ...(environment.GENESYS_GDPR === "delete" ? [genesysGdpr] : []), ...environment.CRM_SINKS],
})
