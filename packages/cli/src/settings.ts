import { httpUrl } from "@kith/core/settings/Fragments"
import * as z from "zod"

const secret = z
  .string()
  .regex(/^\S{1,4096}$/, "is no token")
  .optional()
const file = z.string().max(1024, "is too long").optional()

/** Of the command line. Tokens come from here or from a file, never from a flag: flags stand in lists of processes. */
export const CommandLineEnvironment = z.object({
  KITH_URL: httpUrl.default("http://127.0.0.1:8080"),
  KITH_TOKEN: secret,
  KITH_TOKEN_FILE: file,
  KITH_WEBHOOK_URL: httpUrl.optional(),
  KITH_WEBHOOK_TOKEN: secret,
  KITH_WEBHOOK_TOKEN_FILE: file,
  KITH_DATA_DIR: z.string().min(1).max(1024).default(".kith"),
})
