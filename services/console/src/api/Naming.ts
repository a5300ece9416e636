import * as z from "zod"
import { GivenId, GivenKey, text } from "./Fields.ts"

/** How a request names somebody: by exactly one value, in a body, because URLs end up in request logs. */

const namespace = z.string().regex(/^[a-z0-9_-]{1,32}$/)
const CrmId = z.union([
  z.strictObject({ namespace, id: text(128) }),
  z
    .string()
    .max(170)
    .regex(/^[a-z0-9_-]{1,32}:\S/)
    .transform((both) => ({ namespace: both.slice(0, both.indexOf(":")), id: both.slice(both.indexOf(":") + 1) })),
])

export const names = { email: text(400).optional(), phone: text(200).optional(), crm: CrmId.optional() }
export const subject = { ...names, customerId: GivenId.optional() }

export const isExactlyOne = (fields: Readonly<Record<string, unknown>>): boolean =>
  Object.values(fields).filter((value) => value !== undefined).length === 1

const CrmKind = z.templateLiteral(["crm.", namespace])
const OtherKind = z.enum(["genesysContact", "email", "phone", "social", "interaction", "visitor"])

/** An identifier by its value, or by the key that an explanation called it. */
export const IdentifierName = z.union([
  z.strictObject(names).refine(isExactlyOne),
  z.strictObject({ kind: z.union([CrmKind, OtherKind]), value: text(400) }),
  z.strictObject({ key: GivenKey }),
])
export type IdentifierName = z.infer<typeof IdentifierName>

/** An identifier, a person or an interaction. */
export const Side = z.union([
  IdentifierName,
  z.strictObject({ customerId: GivenId }),
  z.strictObject({ interactionId: text(200) }),
])
export type Side = z.infer<typeof Side>
