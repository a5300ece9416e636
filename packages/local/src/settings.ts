import { logLevel, pepper, pepperList, port } from "@kith/core/settings/Fragments"
import * as z from "zod"

/** Of the embedded runtime itself; each part reads its own variables beside these. */
export const EmbeddedEnvironment = z.object({
  PORT: port.default(8080),
  LOG_LEVEL: logLevel,
  KITH_DATA_DIR: z.string().min(1).max(1024),
  KITH_PEPPER: pepper,
  KITH_RETIRED_PEPPERS: pepperList.default([]),
  KITH_NEXT_PEPPER: pepper.optional(),
  KITH_POLICY: z.string().max(1024).optional(),
  KITH_THREADS: z.enum(["1", "2", "3"]).default("2"),
})

/** Of the command that fits a policy on what the embedded runtime has stored. */
export const FittingEnvironment = z.object({
  KITH_DATA_DIR: z.string().min(1).max(1024).default(".kith"),
  KITH_POLICY: z.string().max(1024).optional(),
})
