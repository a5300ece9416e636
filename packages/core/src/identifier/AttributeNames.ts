import type { InteractionEvent, SignalKind } from "../interaction/InteractionEvent.ts"
import type { IdentifierKind } from "./Identifier.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"
import { perPolicy } from "./PolicyIndex.ts"

/** What an attribute of some name tells us. */
export type Meaning =
  | { readonly _tag: "identifier"; readonly kind: IdentifierKind }
  | { readonly _tag: "signal"; readonly kind: SignalKind }
  | { readonly _tag: "link" }
  | { readonly _tag: "trait"; readonly name: string }

/** Real attribute names differ in case and punctuation, and carry stray and invisible characters. */
const fold = (name: string) => name.toLowerCase().replaceAll(/[\s\p{C}_.-]+/gu, "")

const meanings = perPolicy(({ attributes }) => {
  const named = new Map<string, Meaning>()
  for (const [name, all] of Object.entries(attributes.traits))
    for (const alias of all) named.set(fold(alias), { _tag: "trait", name })
  for (const [kind, all] of Object.entries(attributes.signals))
    for (const alias of all) named.set(fold(alias), { _tag: "signal", kind: kind as SignalKind })
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

const interactionNames = new Set(["id", "interactionid", "conversationid", "linkedinteractionids"])

/** Whether values under this name are ids of interactions, in any dialect. */
export const isInteractionName = (name: string, policy: IdentifierPolicy): boolean =>
  interactionNames.has(fold(name)) || meaningOf(name, policy)?._tag === "link"

const sides = perPolicy(({ attributes }) => ({
  caller: new Set(attributes.sides.caller.map(fold)),
  dialled: new Set(attributes.sides.dialled.map(fold)),
}))

/**
 * Whether an attribute holds the centre's own side of an interaction: the caller's on an outbound one, that which was
 * dialled on any other. Reading it would make one person of everybody the centre talked to.
 */
export const isCentresSide = (
  name: string,
  direction: InteractionEvent["direction"],
  policy: IdentifierPolicy,
): boolean => sides(policy)[direction === "outbound" ? "caller" : "dialled"].has(fold(name))

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
