import type { Identifier } from "../identifier/Identifier.ts"
import type { IdentifierPolicy } from "../identifier/IdentifierPolicy.ts"
import { normalise } from "../identifier/Normalise.ts"
import { digitRuns } from "./DigitGroups.ts"
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

/** 17 digits with 00 before the country code; nobody writes a number in more than seven groups. */
const phoneLike = { minimum: 7, maximum: 17, most: 7 }

/** Without its plus, too: forms and telephone systems lose it. */
const phonesIn = (text: string, policy: IdentifierPolicy): ReadonlyArray<Mention> =>
  digitRuns(text, phoneLike).flatMap(({ digits, start, end }) => {
    const plus = /\+[\s(]{0,2}$/.exec(text.slice(Math.max(0, start - 3), start))?.[0] ?? ""
    const readings = plus === "" ? [digits, `+${digits}`] : [`+${digits}`]
    return readings.flatMap((reading) => {
      const identifier = normalise("phone", reading, policy)
      return identifier ? [{ identifier, start: start - plus.length, end }] : []
    })
  })

/** Every email address and phone number in a text, and every part of a longer number that could be one. */
export const mentionsIn = (text: string, policy: IdentifierPolicy): ReadonlyArray<Mention> => [
  ...emailsIn(text, policy),
  ...phonesIn(text, policy),
]
