import * as Crm from "./Crm.ts"
import * as Email from "./Email.ts"
import * as GenesysContact from "./GenesysContact.ts"
import type { Identifier, IdentifierKind } from "./Identifier.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"
import * as Interaction from "./Interaction.ts"
import * as Phone from "./Phone.ts"
import * as Social from "./Social.ts"
import * as Visitor from "./Visitor.ts"

type OtherKind = Exclude<IdentifierKind, `crm.${string}`>

const normalisers: { readonly [K in OtherKind]: (raw: string, policy: IdentifierPolicy) => string | undefined } = {
  genesysContact: GenesysContact.normalise,
  email: Email.normalise,
  phone: Phone.normalise,
  social: Social.normalise,
  interaction: Interaction.normalise,
  visitor: Visitor.normalise,
}

const isCrm = (kind: IdentifierKind): kind is `crm.${string}` => kind.startsWith("crm.")

/** The identifier a raw value of this kind stands for; undefined when it names nobody. */
export const normalise = (kind: IdentifierKind, raw: string, policy: IdentifierPolicy): Identifier | undefined => {
  const read = isCrm(kind) ? Crm.normaliseIn(kind.slice("crm.".length)) : normalisers[kind as OtherKind]
  const value = read(raw, policy)
  return value === undefined ? undefined : { kind, value }
}
