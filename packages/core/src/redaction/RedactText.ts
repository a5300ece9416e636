import type { Identifier } from "../identifier/Identifier.ts"
import type { IdentifierPolicy } from "../identifier/IdentifierPolicy.ts"
import { redactCards } from "./Cards.ts"
import { mentionsIn } from "./Mentions.ts"
import { redactPatterns } from "./RedactPatterns.ts"
import { replaceSpans } from "./Spans.ts"

export type IsForgotten = (identifier: Identifier) => boolean

/** Nobody is looked for, which is the most of the work. */
export const nobody: IsForgotten = () => false

/** A free text without card numbers, without the numbers that the policy always strips, and without the addresses and numbers of forgotten people. */
export const redactText = (text: string, isForgotten: IsForgotten, policy: IdentifierPolicy): string => {
  const forgotten = (isForgotten === nobody ? [] : mentionsIn(text, policy)).filter(({ identifier }) =>
    isForgotten(identifier),
  )
  return redactPatterns(redactCards(replaceSpans(text, forgotten, "[forgotten]")), policy.alwaysStripped)
}
