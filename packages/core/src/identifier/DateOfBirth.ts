import type { IdentifierPolicy } from "./IdentifierPolicy.ts"

/** Older people do not call: years such as 0001 and 1900 are what programs send for no date. */
const oldest = 120
/** The first day of computers' time, where a date of birth is most often a zero. */
const zero = "1970-01-01"

const iso = (year: string, month: string, day: string): string =>
  `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`

/** Year, month and day, where the text leaves no doubt which is which. */
const read = (text: string, dayFirst: IdentifierPolicy["dates"]["dayFirst"]): string | undefined => {
  const [, year, , month, day] = /^(\d{4})([-/.]?)(\d{2})\2(\d{2})(?:$|[T ]00:00)/.exec(text) ?? []
  if (year && month && day) return iso(year, month, day)
  const [, a, , b, last] = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(text) ?? []
  if (!a || !b || !last) return undefined
  if (Number(a) > 12 || a === b) return iso(last, b, a)
  if (Number(b) > 12) return iso(last, a, b)
  if (dayFirst === "unambiguous-only") return undefined
  return dayFirst ? iso(last, b, a) : iso(last, a, b)
}

const exists = (date: string): boolean => {
  const time = Date.parse(`${date}T00:00:00Z`)
  // The parser takes 30 February for 1 March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}

/**
 * Accepts `yyyy-mm-dd` (with midnight after it, too: another time is some other zone's day) and `yyyymmdd`; `dd/mm/yyyy` or `mm/dd/yyyy` where only one of the
 * two is possible, or in the order the policy tells. Answers `yyyy-mm-dd`. Days that do not exist, that are later than
 * `at` (epoch milliseconds), or more than 120 years before it, are nobody's birthday.
 */
export const normalise = (raw: string, policy: IdentifierPolicy, at: number): string | undefined => {
  const date = read(raw.normalize("NFKC").trim(), policy.dates.dayFirst)
  if (date === undefined || date === zero || !exists(date)) return undefined
  const today = new Date(at).toISOString().slice(0, 10)
  return date <= today && Number(today.slice(0, 4)) - Number(date.slice(0, 4)) <= oldest ? date : undefined
}
