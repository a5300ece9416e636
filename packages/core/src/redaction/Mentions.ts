import type { Identifier } from "../identifier/Identifier.ts"
import type { IdentifierPolicy } from "../identifier/IdentifierPolicy.ts"
import { normalise } from "../identifier/Normalise.ts"
import { decodedText } from "./Decoded.ts"
import { type DigitRun, digitRows, digitRuns } from "./DigitGroups.ts"
import type { Span } from "./Spans.ts"

/** An identifier that stands somewhere in a free text. */
export interface Mention extends Span {
  readonly identifier: Identifier
}

/** Lengths are bounded so that no text makes the match slow. */
const emailLike = /[^\s<>()[\]{}",;:|=@]{1,64}(?:@|＠|﹫|%40)[^\s<>()[\]{}",;:|=@/?&#]{3,255}/gu

const emailsIn = (text: string, policy: IdentifierPolicy): ReadonlyArray<Mention> =>
  [...text.matchAll(emailLike)].flatMap(({ 0: found, index }) => {
    const address = found.replace(/[.!'»”]+$/u, "")
    const identifier = normalise("email", address.replace("%40", "@"), policy)
    return identifier ? [{ identifier, start: index, end: index + address.length }] : []
  })

/** 17 digits with 00 before the country code; nobody writes a number in more than seven groups but alone. */
const phoneLike = { minimum: 7, maximum: 17, most: 7 }

const runsIn = (text: string): ReadonlyArray<DigitRun> => [
  ...digitRuns(text, phoneLike),
  ...digitRows(text).filter(({ digits, groups }) => groups > phoneLike.most && digits.length <= phoneLike.maximum),
]

/** Without its plus, too: forms and telephone systems lose it. */
const phonesIn = (text: string, policy: IdentifierPolicy): ReadonlyArray<Mention> =>
  runsIn(text).flatMap(({ digits, start, end }) => {
    const plus = /\+[\s(]{0,2}$/.exec(text.slice(Math.max(0, start - 3), start))?.[0] ?? ""
    const readings = plus === "" ? [digits, `+${digits}`] : [`+${digits}`]
    return readings.flatMap((reading) => {
      const identifier = normalise("phone", reading, policy)
      return identifier ? [{ identifier, start: start - plus.length, end }] : []
    })
  })

const couldBe = { email: /[@＠﹫]/u, phone: /(?:\p{Nd}\P{Nd}*){7}/u } as const

/** A text that is nothing but an address or a number, in whatever spelling its normaliser takes. */
const wholly = (text: string, policy: IdentifierPolicy): ReadonlyArray<Mention> =>
  text.length > 400
    ? []
    : (["email", "phone"] as const).flatMap((kind) => {
        const identifier = couldBe[kind].test(text) ? normalise(kind, text, policy) : undefined
        return identifier ? [{ identifier, start: 0, end: text.length }] : []
      })

const writtenIn = (text: string, policy: IdentifierPolicy): ReadonlyArray<Mention> => [
  ...wholly(text, policy),
  ...emailsIn(text, policy),
  ...phonesIn(text, policy),
]

/**
 * Every email address and phone number in a text, and every part of a longer number that could be one, also where some of
 * its characters are escaped.
 */
export const mentionsIn = (text: string, policy: IdentifierPolicy): ReadonlyArray<Mention> => {
  const written = writtenIn(text, policy)
  const decoded = decodedText(text)
  if (decoded === undefined) return written
  const original = (at: number) => decoded.from[at] ?? text.length
  const escaped = writtenIn(decoded.text, policy).map(({ identifier, start, end }) => ({
    identifier,
    start: original(start),
    end: original(end),
  }))
  return [...written, ...escaped]
}
