import type { InteractionEvent, RawSignal } from "../interaction/InteractionEvent.ts"
import { addressed } from "./Addresses.ts"
import { isCentresSide, meaningOf, ownAmong } from "./AttributeNames.ts"
import { type AssertedIdentifier, type AssertedTrait, familyOf, type IdentifierKind } from "./Identifier.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"
import { normalise } from "./Normalise.ts"
import { normaliseSignal } from "./NormaliseSignal.ts"
import { normaliseTrait } from "./NormaliseTrait.ts"
import { type AssertedSignal, unionOfSignals } from "./Signal.ts"

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

/** Reads an event by the policy: normalised, without repetitions, in an order that does not depend on the payload's. */
export const identify = (event: InteractionEvent, policy: IdentifierPolicy): Identified => {
  const isOwn = ownAmong(event.attributes, policy)
  const identifiers = event.addresses.flatMap((address) => addressed(address, policy))
  const traits: Array<AssertedTrait> = []
  const signals: Array<RawSignal> = [...event.signals]
  const links = [...event.linkedTo]
  const assert = (kind: IdentifierKind, value: string, source: string) => {
    const found = normalise(kind, value, policy)
    if (found) identifiers.push({ ...found, source })
  }
  for (const value of event.externalContactIds) assert("genesysContact", value, "externalContactId")
  for (const { name, value, source } of event.attributes) {
    if (isOwn(name) || isCentresSide(name, event.direction, policy)) continue
    const meaning = meaningOf(name, policy)
    if (meaning?._tag === "identifier") assert(meaning.kind, value, source)
    if (meaning?._tag === "signal") signals.push({ kind: meaning.kind, value, source })
    if (meaning?._tag === "link") links.push(value)
    if (meaning?._tag === "trait") {
      const text = normaliseTrait(meaning.name, value, policy, event.at)
      if (text !== undefined) traits.push({ name: meaning.name, value: text, source })
    }
  }
  return {
    identifiers: distinct(identifiers.sort(byStrength), (i) => `${i.kind}:${i.value}`).slice(0, 32),
    traits: distinct(traits.sort(byTrait), (t) => t.name).slice(0, 32),
    signals: signalsAmong(signals, policy),
    links: [...new Set(links.flatMap((id) => normalise("interaction", id, policy)?.value ?? []))]
      .filter((id) => id !== event.interactionId)
      .sort(byText)
      .slice(0, 16),
    echo: event.attributes.some(({ name }) => isOwn(name)),
  }
}

/** More are no browser's; each takes up to a fifth of a millisecond to be read. */
const mostSignalsRead = 64

const signalsAmong = (raw: ReadonlyArray<RawSignal>, policy: IdentifierPolicy): ReadonlyArray<AssertedSignal> =>
  unionOfSignals(
    raw.slice(0, mostSignalsRead).flatMap(({ kind, value, source }) => {
      const found = normaliseSignal(kind, value, policy)
      return found ? [{ ...found, source }] : []
    }),
    "event",
  )

const byStrength = (a: AssertedIdentifier, b: AssertedIdentifier) =>
  rankOf(a.kind) - rankOf(b.kind) || byText(a.kind, b.kind) || byText(a.value, b.value) || byText(a.source, b.source)

const byTrait = (a: AssertedTrait, b: AssertedTrait) =>
  byText(a.name, b.name) || byText(a.source, b.source) || byText(a.value, b.value)
