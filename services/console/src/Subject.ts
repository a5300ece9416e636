import type { Identifier, IdentifierKind } from "@kith/core/identifier/Identifier"
import type { IdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { normalise } from "@kith/core/identifier/Normalise"
import { KeySchema } from "@kith/core/identity/Records"
import * as z from "zod"

/** How a request names a person: by exactly one value, in a body, because URLs end up in request logs. */

const text = (max: number) => z.string().trim().min(1).max(max)

const namespace = z.string().regex(/^[a-z0-9_-]{1,32}$/)
const CrmId = z.union([
  z.strictObject({ namespace, id: text(128) }),
  z
    .string()
    .max(170)
    .regex(/^[a-z0-9_-]{1,32}:\S/)
    .transform((both) => ({ namespace: both.slice(0, both.indexOf(":")), id: both.slice(both.indexOf(":") + 1) })),
])

const names = { email: text(400).optional(), phone: text(200).optional(), crm: CrmId.optional() }

const isExactlyOne = (fields: Readonly<Record<string, unknown>>): boolean =>
  Object.values(fields).filter((value) => value !== undefined).length === 1

export const ProfileSearch = z.strictObject({ ...names, conversationId: text(200).optional() }).refine(isExactlyOne)
export type ProfileSearch = z.infer<typeof ProfileSearch>

export const ErasureOrder = z
  .strictObject({ ...names, customerId: z.uuid().toLowerCase().optional(), dryRun: z.boolean().optional() })
  .refine(({ dryRun: _, ...subject }) => isExactlyOne(subject))
export type ErasureOrder = z.infer<typeof ErasureOrder>

export const ExportOrder = z
  .strictObject({
    ...names,
    customerId: z.uuid().toLowerCase().optional(),
    format: z.enum(["json", "html"]).default("json"),
  })
  .refine(({ format: _, ...subject }) => isExactlyOne(subject))
export type ExportOrder = z.infer<typeof ExportOrder>

export const ConsentOrder = z.strictObject(names).refine(isExactlyOne)
export type ConsentOrder = z.infer<typeof ConsentOrder>

const keyForm =
  /^(crm\.[a-z0-9_-]{1,32}|genesysContact|email|phone|social|interaction|visitor):[0-9a-f]{8}:[A-Za-z0-9_-]{22}$/
const CrmKind = z.templateLiteral(["crm.", namespace])
const OtherKind = z.enum(["genesysContact", "email", "phone", "social", "interaction", "visitor"])

/** An identifier by its value, or by the key that an explanation called it. */
export const IdentifierName = z.union([
  z.strictObject(names).refine(isExactlyOne),
  z.strictObject({ kind: z.union([CrmKind, OtherKind]), value: text(400) }),
  z.strictObject({ key: KeySchema.refine((key) => keyForm.test(key)) }),
])
export type IdentifierName = z.infer<typeof IdentifierName>

/** The identifier that is named; nothing if the value identifies nobody, such as a withheld number or a role mailbox. */
export const identifierOf = (
  { email, phone, crm }: Pick<ProfileSearch, "email" | "phone" | "crm">,
  policy: IdentifierPolicy,
): Identifier | undefined => {
  const named: ReadonlyArray<readonly [IdentifierKind, string | undefined]> = [
    ["email", email],
    ["phone", phone],
    [`crm.${crm?.namespace ?? ""}`, crm?.id],
  ]
  for (const [kind, raw] of named) if (raw !== undefined) return normalise(kind, raw, policy)
  return undefined
}
