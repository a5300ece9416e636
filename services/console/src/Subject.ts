import type { Identifier, IdentifierKind } from "@kith/core/identifier/Identifier"
import type { IdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { normalise } from "@kith/core/identifier/Normalise"
import type { ProfileSearch } from "./api/Profiles.ts"

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
