import type { CurrentPerson, OpenInteraction } from "@kith/core/identity/Records"

/** The guide's `PATCH /api/v2/interactions/{id}`, or what a Genesys org has: a participant's attributes. */
export const writebackDialects = ["guide", "participant-attributes"] as const
export type WritebackDialect = (typeof writebackDialects)[number]

export interface LeanSettings {
  /** Where profiles are asked for; no slash at the end. */
  readonly profileBaseUrl: string
  /** Instead of the one that belongs to the interaction's own dialect. */
  readonly forced?: WritebackDialect | undefined
}

type Attributes = Readonly<Record<string, string | number>>

/** One call to Genesys. */
export interface LeanPatch {
  readonly dialect: WritebackDialect
  readonly path: string
  readonly attributes: Attributes
}

/** Anything that begins so is ours: the ingress never reads it as input. */
const prefix = "kith_"

/**
 * A reference to the profile, never the profile: what an agent's screen and a flow need at once. Nothing for a
 * participant whose id is not known yet.
 */
export const leanAttributes = (
  person: CurrentPerson,
  open: OpenInteraction,
  settings: LeanSettings,
): LeanPatch | undefined => {
  const { interactionId, participantId } = open
  const dialect = settings.forced ?? (open.dialect === "guide" ? "guide" : "participant-attributes")
  const reference = referenceOf(person, open, settings.profileBaseUrl)
  if (dialect === "guide") {
    return { dialect, path: `/api/v2/interactions/${encodeURIComponent(interactionId)}`, attributes: reference }
  }
  if (participantId === undefined) return undefined
  const [conversation, participant] = [encodeURIComponent(interactionId), encodeURIComponent(participantId)]
  // Genesys' schema knows no number there.
  const strings = Object.entries(reference).map(([name, value]) => [`${prefix}${name}`, String(value)])
  return {
    dialect,
    path: `/api/v2/conversations/${conversation}/participants/${participant}/attributes`,
    attributes: Object.fromEntries(strings),
  }
}

const referenceOf = (person: CurrentPerson, open: OpenInteraction, profileBaseUrl: string): Attributes => {
  const tier = person.traits["customerTier"]?.value
  return {
    resolvedCustomerId: person.customerId,
    ...(tier !== undefined && { customerTier: tier }),
    identityConfidence: Math.round(open.confidence * 10_000) / 10_000,
    profileVersion: person.version,
    profileUrl: `${profileBaseUrl}/profiles/${person.customerId}`,
  }
}

export const bodyOf = ({ dialect, attributes }: LeanPatch) =>
  dialect === "guide" ? { attributes: { custom: attributes } } : { attributes }

/** Everything that is worth a call when it changes: a higher version alone is not. */
export const essenceOf = ({ path, attributes }: LeanPatch): string => {
  const { profileVersion: _, [`${prefix}profileVersion`]: __, ...essence } = attributes
  return JSON.stringify([path, essence])
}

const most = 10
const longestName = 64
/** What Architect's bot flows take. */
const longestValue = 256
const longestTotal = 2048

/**
 * The first limit that attributes break, if any. The vendor publishes no numbers and truncates or fails the interaction;
 * these are well within what orgs were seen to take.
 */
export const brokenLimit = (attributes: Attributes): string | undefined => {
  const entries = Object.entries(attributes).map(([name, value]) => [name, String(value)] as const)
  if (entries.length > most) return `more than ${most} attributes`
  if (entries.some(([name]) => name.length > longestName || !/^[A-Za-z0-9._-]+$/.test(name))) return "a name"
  const long = entries.find(([, value]) => value.length > longestValue)
  if (long !== undefined) return `${long[0]} is longer than ${longestValue} characters`
  const total = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0)
  return total > longestTotal ? `more than ${longestTotal} bytes` : undefined
}
