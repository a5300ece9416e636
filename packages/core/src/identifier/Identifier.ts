/** What a person is recognised by: a kind and a normalised value. */
export interface Identifier {
  readonly kind: IdentifierKind
  readonly value: string
}

/** One `crm` kind per namespace. `interaction`: another interaction this one is linked with. */
export type IdentifierKind =
  | `crm.${string}`
  | "genesysContact"
  | "email"
  | "phone"
  | "social"
  | "interaction"
  | "visitor"

/** An identifier as one event asserted it. */
export interface AssertedIdentifier extends Identifier {
  /** Where in the payload it stood, such as `attributes.custom.email`. */
  readonly source: string
  /** A CRM's id of a record that it merged into the other one of its kind. */
  readonly former?: true | undefined
}

/** A property of the person that identifies nobody, such as a name, a language or a customer tier. */
export interface AssertedTrait {
  readonly name: string
  readonly value: string
  readonly source: string
}

/** `kind:keyId:HMAC-SHA256(pepper, kind, value)`: all that documents, ids and logs may hold of an identifier. */
export type Key = string & { readonly Key: unique symbol }

export const kindOf = (key: Key): IdentifierKind => {
  const kind = plainKinds[key[0] as keyof typeof plainKinds]
  // A constant, where there is one: a slice would be hashed anew at each table it is looked up in.
  return kind !== undefined && key.startsWith(kind) && key[kind.length] === ":"
    ? kind
    : (key.slice(0, key.indexOf(":")) as IdentifierKind)
}

const plainKinds = {
  e: "email",
  g: "genesysContact",
  i: "interaction",
  p: "phone",
  s: "social",
  v: "visitor",
} as const

/** `crm.salesforce` is of the family `crm`; every other kind is its own. */
export const familyOf = (kind: IdentifierKind): string => (kind.startsWith("crm.") ? "crm" : kind)
