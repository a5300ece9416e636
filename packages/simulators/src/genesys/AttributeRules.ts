import * as z from "zod"
import type { AttributeValue, Participant } from "./Conversations.ts"

/** Characters. The vendor publishes no numbers for the API; these are an org's to set. */
export interface AttributeLimits {
  readonly longestName: number
  readonly longestValue: number
  readonly most: number
  /** Names and values of one participant together. */
  readonly longestTotal: number
}

export const usualAttributeLimits: AttributeLimits = {
  longestName: 64,
  // What Architect's bot flows take; they also stop at 50 attributes.
  longestValue: 256,
  most: 50,
  longestTotal: 8_192,
}

/** Participant attributes: a map of strings. A number is not in the vendor's schema. */
export const ParticipantAttributes = z.object({ attributes: z.record(z.string(), z.string()) })

/** The guide's custom attributes: its own example holds a number. No nested value: that is the trap it warns of. */
export const InteractionAttributes = z.object({
  attributes: z.object({ custom: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) }),
})

/** What is wrong with the participant's attributes after `changes`; `undefined` when nothing is. */
export const brokenLimit = (
  participant: Participant,
  changes: ReadonlyMap<string, AttributeValue>,
  limits: AttributeLimits,
): string | undefined => {
  const after = new Map([...participant.attributes, ...changes])
  let total = 0
  for (const [name, value] of after) total += name.length + String(value).length
  for (const [name, value] of changes) {
    if (name === "" || name.length > limits.longestName) return "An attribute name is empty or too long."
    if (String(value).length > limits.longestValue) return "An attribute value is too long."
  }
  if (after.size > limits.most) return "There are too many attributes."
  return total > limits.longestTotal ? "The attributes are too long together." : undefined
}
