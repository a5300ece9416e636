import type { SignalKind } from "../interaction/InteractionEvent.ts"
import type { IdentifierKind } from "./Identifier.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"
import { perPolicy } from "./PolicyIndex.ts"

const words = perPolicy((policy) => new Set(policy.blockedWords.map((word) => word.toLowerCase())))
const values = perPolicy(
  (policy) =>
    new Set(Object.entries(policy.blockedValues).flatMap(([kind, all = []]) => all.map((value) => `${kind}:${value}`))),
)

/** Whether a raw text stands for "there is none": empty, or a placeholder such as `anonymous` or `null`. */
export const isPlaceholder = (raw: string, policy: IdentifierPolicy): boolean => {
  const text = raw.trim().toLowerCase()
  return text === "" || words(policy).has(text)
}

/** Whether the policy lists this normalised value as everybody's or nobody's. */
export const isBlocked = (kind: IdentifierKind | SignalKind, value: string, policy: IdentifierPolicy): boolean =>
  values(policy).has(`${kind}:${value}`)
