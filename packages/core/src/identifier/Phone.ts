import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/max"
import { isBlocked, isPlaceholder } from "./Blocked.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"
import { perPolicy } from "./PolicyIndex.ts"

/**
 * `tel:` and `sip:` addresses give their user part. With an extension, a sub-address or a local context a number is a
 * desk behind a switchboard: everybody there shares the rest of it.
 */
const subscriber = (raw: string): string | undefined => {
  const [scheme, rest] = /^(tel|sips?):(.*)$/is.exec(raw)?.slice(1) ?? ["", raw]
  if (!scheme) return rest
  if (/;(ext|isub|phone-context)=/i.test(rest ?? "")) return undefined
  const user = rest?.split(/[@;?]/)[0]
  // A SIP user of letters is an account, which the number parser would read as a vanity number.
  return user !== undefined && /^[+\d\s().-]+$/.test(user) ? user : undefined
}

const toE164 = (raw: string, region: string): string | undefined => {
  const text = subscriber(raw.normalize("NFKC").trim())
  if (text === undefined) return undefined
  // 00 is how most of the world dials abroad, and no national number begins with it.
  const dialled = text.replace(/^\s*00/, "+")
  const number = parsePhoneNumberFromString(dialled, { defaultCountry: region as CountryCode, extract: false })
  return number?.isValid() && number.ext === undefined ? number.number : undefined
}

const ownNumbers = perPolicy(
  (policy) => new Set(policy.ownNumbers.map((raw) => toE164(raw, policy.defaultRegion) ?? raw)),
)

/**
 * Accepts a number that exists in its country's numbering plan, in any notation, `tel:` or `sip:` included; without a
 * country code it is read in the policy's default region. Answers E.164. Hidden callers, short codes, extensions,
 * blocked numbers and the centre's own are nobody.
 */
export const normalise = (raw: string, policy: IdentifierPolicy): string | undefined => {
  if (raw.length > 200 || isPlaceholder(raw, policy)) return undefined
  const number = toE164(raw, policy.defaultRegion)
  if (number === undefined) return undefined
  return ownNumbers(policy).has(number) || isBlocked("phone", number, policy) ? undefined : number
}
