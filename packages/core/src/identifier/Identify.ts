import type { Attribute, InteractionEvent } from "../interaction/InteractionEvent.ts"
import { meaningOf, ownAmong } from "./AttributeNames.ts"
import { isPlaceholder } from "./Blocked.ts"
import { type AssertedIdentifier, type AssertedTrait, familyOf, type IdentifierKind } from "./Identifier.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"
import { normalise } from "./Normalise.ts"
import type { AssertedSignal } from "./Signal.ts"

/** What an event asserts about who somebody is. */
export interface Identified {
  /** Strongest kind first, at most 32. */
  readonly identifiers: ReadonlyArray<AssertedIdentifier>
  /** In order of name, at most 32. */
  readonly traits: ReadonlyArray<AssertedTrait>
  /** What only scores candidates, strongest kind first, at most two of a kind. */
  readonly signals: ReadonlyArray<AssertedSignal>
  /** Ids of interactions this one continues, at most 16. */
  readonly links: ReadonlyArray<string>
  /** It holds attributes of our own write-back. */
  readonly echo: boolean
}

const strength = ["crm", "genesysContact", "email", "phone", "social", "interaction", "visitor"]
const rankOf = (kind: IdentifierKind) => strength.indexOf(familyOf(kind))

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Keeps the first of each name. */
const distinct = <A>(all: ReadonlyArray<A>, nameOf: (a: A) => string): ReadonlyArray<A> => {
  const seen = new Set<string>()
  return all.filter((a) => !seen.has(nameOf(a)) && seen.add(nameOf(a)))
}

/** What a channel's address can be, most specific first. A web chat's opaque address lasts one session: nobody's. */
const readings = (name: string): ReadonlyArray<IdentifierKind> => {
  switch (name) {
    case "voice":
    case "sms":
    case "callback":
      return ["phone"]
    case "email":
      return ["email"]
    case "webchat":
      return ["email", "phone"]
    case "other":
      return []
    default:
      return ["email", "phone", "social"]
  }
}

const addressed = ({ name, value, source }: Attribute, policy: IdentifierPolicy): ReadonlyArray<AssertedIdentifier> => {
  // WhatsApp's addresses are E.164 without the plus.
  const text = name === "whatsapp" && /^\d{7,15}$/.test(value) ? `+${value}` : value
  for (const kind of readings(name)) {
    const found = normalise(kind, kind === "social" ? `${name}:${value}` : text, policy)
    if (found) return [{ ...found, source }]
  }
  return []
}

const trait = (name: string, { value, source }: Attribute, policy: IdentifierPolicy): ReadonlyArray<AssertedTrait> => {
  const text = value.replaceAll(/[\s\p{C}]+/gu, " ").trim()
  return isPlaceholder(text, policy) || text.length > 256 ? [] : [{ name, value: text, source }]
}

/** Reads an event by the policy: normalised, without repetitions, in an order that does not depend on the payload's. */
export const identify = (event: InteractionEvent, policy: IdentifierPolicy): Identified => {
  const isOwn = ownAmong(event.attributes, policy)
  const identifiers = event.addresses.flatMap((address) => addressed(address, policy))
  const traits: Array<AssertedTrait> = []
  const links = [...event.linkedTo]
  for (const value of event.externalContactIds) {
    const found = normalise("genesysContact", value, policy)
    if (found) identifiers.push({ ...found, source: "externalContactId" })
  }
  for (const attribute of event.attributes) {
    const meaning = isOwn(attribute.name) ? undefined : meaningOf(attribute.name, policy)
    if (meaning?._tag === "link") links.push(attribute.value)
    if (meaning?._tag === "trait") traits.push(...trait(meaning.name, attribute, policy))
    if (meaning?._tag === "identifier") {
      const found = normalise(meaning.kind, attribute.value, policy)
      if (found) identifiers.push({ ...found, source: attribute.source })
    }
  }
  return {
    identifiers: distinct(identifiers.sort(byStrength), (i) => `${i.kind}:${i.value}`).slice(0, 32),
    traits: distinct(traits.sort(byTrait), (t) => t.name).slice(0, 32),
    signals: [],
    links: [...new Set(links.flatMap((id) => normalise("interaction", id, policy)?.value ?? []))]
      .filter((id) => id !== event.interactionId)
      .sort(byText)
      .slice(0, 16),
    echo: event.attributes.some(({ name }) => isOwn(name)),
  }
}

const byStrength = (a: AssertedIdentifier, b: AssertedIdentifier) =>
  rankOf(a.kind) - rankOf(b.kind) || byText(a.kind, b.kind) || byText(a.value, b.value) || byText(a.source, b.source)

const byTrait = (a: AssertedTrait, b: AssertedTrait) =>
  byText(a.name, b.name) || byText(a.source, b.source) || byText(a.value, b.value)
