import { scopes } from "@kith/core/http/Bearer"
import * as z from "zod"
import { said } from "./Fields.ts"

export const Session = z.object({
  /** What the holder of the token is called in the audit log. */
  name: said(64),
  scopes: z.array(z.enum(scopes)).max(3),
})
export type Session = z.infer<typeof Session>
