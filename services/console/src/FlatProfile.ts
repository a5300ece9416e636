import type { IdentifierKind } from "@kith/core/identifier/Identifier"
import type { CurrentPerson } from "@kith/core/identity/Records"

/** An Architect data action flattens answers itself and gives up on large ones. */
const maxBytes = 8 * 1024

/** Traits that a greeting or a routing decision needs, most important first; others follow, latest first. */
const importance = ["customerTier", "firstName", "lastName", "name", "language", "company"]

export type FlatProfile = Readonly<Record<string, string | number | true | ReadonlyArray<string>>>

/**
 * The profile as one flat object of at most 8 KB of JSON, without nulls. Traits that do not fit are left out whole, least
 * important first, and named under `omitted`, as is a trait whose name is taken by a field of ours.
 */
export const flatProfile = (person: CurrentPerson): FlatProfile => {
  const own = ownFields(person)
  const traits = Object.entries(person.traits).sort(
    ([a, x], [b, y]) => rank(a) - rank(b) || y.at - x.at || compare(a, b),
  )
  const kept = traits.filter(([name]) => !reserved.has(name)).map(([name, { value }]) => [name, value] as const)
  const omitted = traits.map(([name]) => name).filter((name) => reserved.has(name))
  const answer = (): FlatProfile => ({
    ...own,
    ...Object.fromEntries(kept),
    ...(omitted.length > 0 && { omitted }),
  })
  while (bytes(answer()) > maxBytes) {
    const dropped = kept.pop()
    if (dropped !== undefined) omitted.unshift(dropped[0])
    else if (omitted.pop() === undefined) break
  }
  return answer()
}

const ownFields = (person: CurrentPerson) => {
  const email = latestOf(person, "email")
  const phone = latestOf(person, "phone")
  const last = person.lastInteraction
  return {
    found: true as const,
    customerId: person.customerId,
    resolutionTier: person.resolutionTier,
    confidence: person.confidence,
    profileVersion: person.version,
    ...(person.probably !== undefined && {
      probableCustomerId: person.probably.customerId,
      probableConfidence: person.probably.confidence,
    }),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(last !== undefined && {
      lastInteractionId: last.interactionId,
      lastInteractionAt: new Date(last.at).toISOString(),
      ...(last.channel !== undefined && { lastChannel: last.channel }),
    }),
  }
}

const reserved = new Set([
  "found",
  "customerId",
  "resolutionTier",
  "confidence",
  "profileVersion",
  "probableCustomerId",
  "probableConfidence",
  "email",
  "phone",
  "lastInteractionId",
  "lastInteractionAt",
  "lastChannel",
  "omitted",
])

/** The value learned last: people change addresses more often than they go back to an old one. */
const latestOf = (person: CurrentPerson, kind: IdentifierKind): string | undefined =>
  person.identifiers
    .filter((identifier) => identifier.kind === kind)
    .sort((x, y) => y.first - x.first || compare(x.key, y.key))[0]?.value

const rank = (name: string): number => {
  const at = importance.indexOf(name)
  return at === -1 ? importance.length : at
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
