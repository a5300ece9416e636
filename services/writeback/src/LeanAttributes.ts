import type { CurrentPerson, OpenInteraction } from "@kith/core/identity/Records"
import { type Harmless, say } from "@kith/core/telemetry/Harmless"

/** The guide's `PATCH /api/v2/interactions/{id}`, or what a Genesys org has: a participant's attributes. */
export const writebackDialects = ["guide", "participant-attributes"] as const
export type WritebackDialect = (typeof writebackDialects)[number]

export interface LeanSettings {
  /** Where profiles are asked for; no slash at the end. */
  readonly profileBaseUrl: string
  /** Instead of the one that belongs to the interaction's own dialect. */
  readonly forced?: WritebackDialect | undefined
  /** What an agent's panel shows too, under names that it looks for. */
  readonly panel: ReadonlyArray<PanelAttribute>
  readonly limits: AttributeLimits
}

/** Characters; `total`: bytes of all names and values. */
export interface AttributeLimits {
  readonly most: number
  readonly longestName: number
  readonly longestValue: number
  readonly total: number
}

/** The vendor publishes no numbers; 256 is what Architect's bot flows take, and the others are well within what orgs took. */
export const shippedLimits: AttributeLimits = { most: 10, longestName: 64, longestValue: 256, total: 2048 }

type Attributes = Readonly<Record<string, string | number>>

/** One call to Genesys. */
export interface LeanPatch {
  readonly dialect: WritebackDialect
  readonly path: string
  readonly attributes: Attributes
}

/** Anything that begins so is ours: the ingress never reads it as input. */
const prefix = "kith_"
/** Names that begin so stand in the agent's panel, with the type of the value in front of it. */
const panelPrefix = `conversationDetails.participantData.${prefix}`
const panelTypes = {
  resolvedCustomerId: "identifier",
  customerTier: "identifier",
  identityConfidence: "number",
  profileVersion: "integer",
} as const
export type PanelAttribute = keyof typeof panelTypes
export const panelAttributes = Object.keys(panelTypes) as ReadonlyArray<PanelAttribute>

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
    attributes: { ...Object.fromEntries(strings), ...panelOf(reference, settings.panel) },
  }
}

const panelOf = (reference: Attributes, panel: ReadonlyArray<PanelAttribute>): Attributes =>
  Object.fromEntries(
    panel.flatMap((name) => {
      const value = reference[name]
      return value === undefined ? [] : [[`${panelPrefix}${name}`, `${panelTypes[name]}:${value}`]]
    }),
  )

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
export const essenceOf = ({ path, attributes }: LeanPatch): string =>
  JSON.stringify([path, Object.entries(attributes).filter(([name]) => !name.endsWith("profileVersion"))])

/** The first limit that attributes break, if any. The vendor truncates them or fails the interaction. */
export const brokenLimit = (attributes: Attributes, limits: AttributeLimits): Harmless | undefined => {
  const entries = Object.entries(attributes).map(([name, value]) => [name, String(value)] as const)
  if (entries.length > limits.most) return say`more than ${limits.most} attributes`
  if (entries.some(([name]) => name.length > limits.longestName || !/^[A-Za-z0-9._-]+$/.test(name))) return say`a name`
  const long = entries.find(([, value]) => value.length > limits.longestValue)
  if (long !== undefined) return say`an attribute is longer than ${limits.longestValue} characters`
  const total = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0)
  return total > limits.total ? say`more than ${limits.total} bytes` : undefined
}
