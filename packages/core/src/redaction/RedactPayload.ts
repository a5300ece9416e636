import { isInteractionName, meaningOf } from "../identifier/AttributeNames.ts"
import type { Identifier } from "../identifier/Identifier.ts"
import type { IdentifierPolicy } from "../identifier/IdentifierPolicy.ts"
import { normalise } from "../identifier/Normalise.ts"
import { isCardNumber } from "./Cards.ts"
import { mapJson } from "./MapJson.ts"
import { type Mention, mentionsIn } from "./Mentions.ts"
import { type Pair, pairsIn } from "./Pairs.ts"
import { redactPatterns } from "./RedactPatterns.ts"
import { type IsForgotten, nobody, redactText } from "./RedactText.ts"
import { replaceSpans } from "./Spans.ts"

/** More is no event; with the interactions they are what a document can be found by. */
const maximumCandidates = 200
const maximumInteractions = 50
/** Groups of digits in one body: each takes up to half a millisecond to be read as part of a phone number. */
const maximumGroups = 400

/** The identifier a value stands for because of the name it stands under, such as a `visitorId`. */
const named = (value: string | number, under: string | undefined, policy: IdentifierPolicy): Identifier | undefined => {
  const meaning = under === undefined ? undefined : meaningOf(under, policy)
  return meaning?._tag === "identifier" ? normalise(meaning.kind, String(value), policy) : undefined
}

/** The same of a text that holds JSON, whole or broken. */
const namedIn = (text: string, policy: IdentifierPolicy): ReadonlyArray<Mention> =>
  pairsIn(text).flatMap(({ name, value, start, end }) => {
    const identifier = named(value, name, policy)
    return identifier === undefined ? [] : [{ identifier, start, end }]
  })

const digitGroupsIn = (json: unknown): number => JSON.stringify(json)?.match(/\d+/g)?.length ?? 0

/** Whom a body names; each is to be looked up before anything of it is kept. */
export interface Candidates {
  readonly identifiers: ReadonlyArray<Identifier>
  readonly interactionIds: ReadonlyArray<string>
}

/**
 * Every identifier that stands anywhere in a JSON value, keys included, and the interactions it is about, for the caller
 * to look up which are forgotten. Undefined: there are too many to be told, so the value cannot be kept.
 */
export const candidates = (json: unknown, policy: IdentifierPolicy): Candidates | undefined => {
  if (digitGroupsIn(json) > maximumGroups) return undefined
  const found = new Map<string, Identifier>()
  const interactions = new Set<string>()
  const scanned = new Set<string>()
  const add = (identifier: Identifier) => found.set(`${identifier.kind}:${identifier.value}`, identifier)
  const scan = (text: string) => {
    if (scanned.has(text) || found.size > maximumCandidates) return
    scanned.add(text)
    for (const { identifier } of [...mentionsIn(text, policy), ...namedIn(text, policy)]) add(identifier)
    for (const pair of pairsIn(text)) note(pair)
  }
  const note = ({ name, value }: Pick<Pair, "name" | "value">) => {
    const id = isInteractionName(name, policy) ? normalise("interaction", value, policy) : undefined
    if (id !== undefined) interactions.add(id.value)
  }
  mapJson(json, {
    key: (name) => {
      scan(name)
      return name
    },
    leaf: (value, under) => {
      const identifier = named(value, under, policy)
      if (identifier) add(identifier)
      if (under !== undefined) note({ name: under, value: String(value) })
      scan(String(value))
      return value
    },
  })
  if (found.size > maximumCandidates || interactions.size > maximumInteractions) return undefined
  return { identifiers: [...found.values()], interactionIds: [...interactions] }
}

/** A JSON value of the same shape without card numbers and without what `isForgotten` says of its `candidates`. */
export const redactPayload = (json: unknown, isForgotten: IsForgotten, policy: IdentifierPolicy): unknown => {
  const redactAll = (text: string) => {
    const forgotten = (isForgotten === nobody ? [] : namedIn(text, policy)).filter(({ identifier }) =>
      isForgotten(identifier),
    )
    return redactText(replaceSpans(text, forgotten, "[forgotten]"), isForgotten, policy)
  }
  return mapJson(json, {
    key: redactAll,
    leaf: (value, under) => {
      const identifier = named(value, under, policy)
      if (identifier) return isForgotten(identifier) ? "[forgotten]" : value
      if (typeof value === "number" && isCardNumber(value)) return "[card]"
      if (typeof value === "string") return redactAll(value)
      const stripped = redactPatterns(String(value), policy.alwaysStripped)
      if (stripped !== String(value)) return stripped
      return mentionsIn(String(value), policy).some((mention) => isForgotten(mention.identifier))
        ? "[forgotten]"
        : value
    },
  })
}
