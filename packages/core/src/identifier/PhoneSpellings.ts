import { parsePhoneNumberFromString } from "libphonenumber-js/max"

/** How people and programs commonly write a number (E.164) down, itself first: for systems that only compare text. */
export const spellingsOf = (e164: string): ReadonlyArray<string> => {
  const number = parsePhoneNumberFromString(e164)
  if (number === undefined) return [e164]
  const national = number.formatNational()
  return [
    ...new Set([
      e164,
      e164.slice(1),
      number.formatInternational(),
      `00${e164.slice(1)}`,
      national,
      national.replaceAll(/\D/g, ""),
      number.nationalNumber,
      national.replaceAll(/[()]/g, "").replaceAll(/\s+/g, "-"),
    ]),
  ]
}
