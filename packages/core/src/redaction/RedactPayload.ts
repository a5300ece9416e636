import { meaningOf } from "../identifier/AttributeNames.ts"
import type { Identifier } from "../identifier/Identifier.ts"
import type { IdentifierPolicy } from "../identifier/IdentifierPolicy.ts"
import { normalise } from "../identifier/Normalise.ts"
import { isCardNumber } from "./Cards.ts"
import { mapJson } from "./MapJson.ts"
import { mentionsIn } from "./Mentions.ts"
import { type IsForgotten, redactText } from "./RedactText.ts"

/** More is no event, and more than a document can be found by. */
const maximumCandidates = 250
/** Groups of digits in one body: each takes up to half a millisecond to be read as part of a phone number. */
const maximumGroups = 1_500

/** The identifier a value stands for because of the name it stands under, such as a `visitorId`. */
const named = (value: string | number, under: string | undefined, policy: IdentifierPolicy): Identifier | undefined => {
  const meaning = under === undefined ? undefined : meaningOf(under, policy)
  return meaning?._tag === "identifier" ? normalise(meaning.kind, String(value), policy) : undefined
}

const digitGroupsIn = (json: unknown): number => JSON.stringify(json)?.match(/\d+/g)?.length ?? 0

/**
 * Every identifier that stands anywhere in a JSON value, keys included, for the caller to look up which are forgotten.
 * Undefined: there are too many to be told, so the value cannot be kept.
 */
export const candidates = (json: unknown, policy: IdentifierPolicy): ReadonlyArray<Identifier> | undefined => {
  if (digitGroupsIn(json) > maximumGroups) return undefined
  const found = new Map<string, Identifier>()
  const add = (identifier: Identifier) => found.set(`${identifier.kind}:${identifier.value}`, identifier)
  const scan = (text: string) => {
    for (const { identifier } of mentionsIn(text, policy)) add(identifier)
  }
  mapJson(json, {
    key: (name) => {
      scan(name)
      return name
    },
    leaf: (value, under) => {
      const identifier = named(value, under, policy)
      if (identifier) add(identifier)
      scan(String(value))
      return value
    },
  })
  return found.size > maximumCandidates ? undefined : [...found.values()]
}

/** A JSON value of the same shape without card numbers and without what `isForgotten` says of its `candidates`. */
export const redactPayload = (json: unknown, isForgotten: IsForgotten, policy: IdentifierPolicy): unknown =>
  mapJson(json, {
    key: (name) => redactText(name, isForgotten, policy),
    leaf: (value, under) => {
      const identifier = named(value, under, policy)
      if (identifier) return isForgotten(identifier) ? "[forgotten]" : value
      if (typeof value === "number" && isCardNumber(value)) return "[card]"
      if (typeof value === "string") return redactText(value, isForgotten, policy)
      return mentionsIn(String(value), policy).some((mention) => isForgotten(mention.identifier))
        ? "[forgotten]"
        : value
    },
  })
