import type { AssertedTrait, Identifier } from "../identifier/Identifier.ts"
import type { IdentifierPolicy } from "../identifier/IdentifierPolicy.ts"
import { mentionsIn } from "./Mentions.ts"
import { type IsForgotten, redactText } from "./RedactText.ts"

/** Whom the free texts of an event mention, beside those it is about. */
export const mentionedIn = (traits: ReadonlyArray<WithText>, policy: IdentifierPolicy): ReadonlyArray<Identifier> =>
  traits.flatMap(({ value }) => mentionsIn(value, policy).map((mention) => mention.identifier))

/** A stored trait is one too: where it stood and when stays as it was. */
type WithText = Pick<AssertedTrait, "value">

/** The same traits without anybody forgotten and without what is always stripped. */
export const redactTraits = <T extends WithText>(
  traits: ReadonlyArray<T>,
  isForgotten: IsForgotten,
  policy: IdentifierPolicy,
): Array<T> => traits.map((trait) => ({ ...trait, value: redactText(trait.value, isForgotten, policy).slice(0, 256) }))
