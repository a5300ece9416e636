import type { IdentifierKind } from "./Identifier.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"
import { perPolicy } from "./PolicyIndex.ts"

/** What an attribute of some name tells us. */
export type Meaning =
  | { readonly _tag: "identifier"; readonly kind: IdentifierKind }
  | { readonly _tag: "link" }
  | { readonly _tag: "trait"; readonly name: string }

/** Real attribute names differ in case and punctuation, and carry stray spaces. */
const fold = (name: string) => name.toLowerCase().replaceAll(/[\s_.-]+/g, "")

const meanings = perPolicy(({ attributes }) => {
  const named = new Map<string, Meaning>()
  for (const [name, all] of Object.entries(attributes.traits))
    for (const alias of all) named.set(fold(alias), { _tag: "trait", name })
  for (const alias of attributes.links) named.set(fold(alias), { _tag: "link" })
  for (const [kind, all = []] of Object.entries(attributes.identifiers))
    for (const alias of all) named.set(fold(alias), { _tag: "identifier", kind: kind as IdentifierKind })
  return named
})

const own = perPolicy(({ ownAttributes }) => ({
  names: new Set(ownAttributes.names.map(fold)),
  prefixes: ownAttributes.prefixes.map((prefix) => prefix.toLowerCase()),
  besideOwn: new Set(ownAttributes.besideOwn.map(fold)),
}))

/** Undefined for names the policy does not know. */
export const meaningOf = (name: string, policy: IdentifierPolicy): Meaning | undefined =>
  meanings(policy).get(fold(name))

/** Tells which of an event's attributes our own write-back put there. */
export const ownAmong = (
  attributes: ReadonlyArray<{ readonly name: string }>,
  policy: IdentifierPolicy,
): ((name: string) => boolean) => {
  const { names, prefixes, besideOwn } = own(policy)
  const weWrote = attributes.some(({ name }) => names.has(fold(name)))
  return (name) =>
    names.has(fold(name)) ||
    prefixes.some((prefix) => name.trim().toLowerCase().startsWith(prefix)) ||
    (weWrote && besideOwn.has(fold(name)))
}
