import { jaroWinkler } from "@skyra/jaro-winkler"
import { distance } from "fastest-levenshtein"
import type { Outcome } from "./Tier2Policy.ts"

/** What is known of somebody that can be compared: values as normalised at the door. */
export interface Features {
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly dateOfBirth?: string | undefined
  readonly postalCode?: string | undefined
  readonly emails?: ReadonlyArray<string> | undefined
  readonly phones?: ReadonlyArray<string> | undefined
  /** Numbers that people say or type, each as `kind|value`. */
  readonly numbers?: ReadonlyArray<string> | undefined
}

/** What is compared value by value, in the order in which it is told. */
export const features = ["firstName", "lastName", "dateOfBirth", "postalCode", "email", "phone", "toldNumber"] as const
export type FeatureName = (typeof features)[number]
export type Compared = readonly [FeatureName, Outcome]

type Compare = (x: string, y: string) => "same" | "close" | "different"

/** Letters only, accents folded: `José-María` and `jose maria` are one name. */
export const plainName = (name: string): string =>
  name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}]/gu, "")

/** One slip of the finger: a sign too many, too few, another one, or two in the wrong order. */
const isSlip = (x: string, y: string): boolean => {
  const far = distance(x, y)
  if (far !== 2 || x.length !== y.length) return far === 1
  const at = [...x].findIndex((sign, n) => sign !== y[n])
  return x[at] === y[at + 1] && x[at + 1] === y[at] && x.slice(at + 2) === y.slice(at + 2)
}

/** Names as alike as this are rarely two: Winkler's own threshold for names of persons. */
const alike = 0.92

const compareNames: Compare = (x, y) => {
  const [a, b] = [plainName(x), plainName(y)]
  if (a === b) return "same"
  const shorter = Math.min(a.length, b.length)
  if (shorter < 3) return "different"
  const isClose = a.startsWith(b) || b.startsWith(a) || jaroWinkler(a, b) >= alike
  return isClose || (shorter >= 4 && isSlip(a, b)) || (shorter >= 8 && distance(a, b) <= 2) ? "close" : "different"
}

/** `yyyy-mm-dd`. */
const compareDates: Compare = (x, y) => {
  if (x === y) return "same"
  const [year, month, day] = x.split("-")
  return isSlip(x, y) || y === `${year}-${day}-${month}` ? "close" : "different"
}

const comparePostalCodes: Compare = (x, y) => {
  if (x === y) return "same"
  return x.slice(0, 3) === y.slice(0, 3) || isSlip(x, y) ? "close" : "different"
}

/** The part before the @ where it is long enough to be somebody's own. */
export const mailboxOf = (email: string): string | undefined => {
  const mailbox = email.slice(0, email.lastIndexOf("@"))
  return mailbox.length >= 6 ? mailbox : undefined
}

const compareEmails: Compare = (x, y) => {
  if (x === y) return "same"
  const mailbox = mailboxOf(x)
  if (mailbox !== undefined && mailbox === mailboxOf(y)) return "close"
  // `ann1@` and `ann2@` are two people as likely as a slip.
  return isSlip(x, y) && x.replaceAll(/\d/g, "") !== y.replaceAll(/\d/g, "") ? "close" : "different"
}

const compareNumbers: Compare = (x, y) => (x === y ? "same" : isSlip(x, y) ? "close" : "different")

/** Of two that have several each: the nearest pair. */
const nearest = (x: ReadonlyArray<string>, y: ReadonlyArray<string>, compare: Compare): ReturnType<Compare> => {
  const found = new Set(x.flatMap((a) => y.map((b) => compare(a, b))))
  return found.has("same") ? "same" : found.has("close") ? "close" : "different"
}

/** How what one says compares with what is known of another; what is missing on one side says nothing. */
export const compareFeatures = (x: Features, y: Features): ReadonlyArray<Compared> => {
  const one = (name: "dateOfBirth" | "postalCode", compare: Compare): ReadonlyArray<Compared> => {
    const [a, b] = [x[name], y[name]]
    return a === undefined || b === undefined ? [] : [[name, compare(a, b)]]
  }
  const several = (name: FeatureName, a: Features["emails"], b: Features["emails"], compare: Compare) =>
    a === undefined || b === undefined || a.length === 0 || b.length === 0
      ? []
      : [[name, nearest(a, b, compare)] as const]
  return [
    ...comparedNames(x, y),
    ...one("dateOfBirth", compareDates),
    ...one("postalCode", comparePostalCodes),
    ...several("email", x.emails, y.emails, compareEmails),
    ...several("phone", x.phones, y.phones, compareNumbers),
    ...several("toldNumber", ofOneKind(x.numbers, y.numbers), ofOneKind(y.numbers, x.numbers), compareNumbers),
  ]
}

const kindOf = (number: string): string => number.slice(0, number.indexOf("|"))

/** Two numbers of different registers do not compare. */
const ofOneKind = (numbers: Features["numbers"] = [], others: Features["numbers"] = []): ReadonlyArray<string> => {
  const kinds = new Set(others.map(kindOf))
  return numbers.filter((number) => kinds.has(kindOf(number)))
}

/** Given name and family name, or the two in each other's place. */
const comparedNames = (x: Features, y: Features): ReadonlyArray<Compared> => {
  const [first, last] = [x.firstName, x.lastName]
  const [otherFirst, otherLast] = [y.firstName, y.lastName]
  const straight: Array<Compared> = []
  if (first !== undefined && otherFirst !== undefined) straight.push(["firstName", compareNames(first, otherFirst)])
  if (last !== undefined && otherLast !== undefined) straight.push(["lastName", compareNames(last, otherLast)])
  if (first === undefined || last === undefined || otherFirst === undefined || otherLast === undefined) return straight
  if (straight.some(([, outcome]) => outcome !== "different")) return straight
  const isSwapped = compareNames(first, otherLast) !== "different" && compareNames(last, otherFirst) !== "different"
  return isSwapped ? [["lastName", "swapped"]] : straight
}

/** Features among traits; a name given in one piece is taken apart at its ends. */
export const featuresOf = (traits: Readonly<Record<string, { readonly value: string }>>): Features => {
  const words = traits["name"]?.value.split(" ") ?? []
  const [first, last] = words.length > 1 ? [words[0], words.at(-1)] : []
  return {
    firstName: traits["firstName"]?.value ?? first,
    lastName: traits["lastName"]?.value ?? last,
    dateOfBirth: traits["dateOfBirth"]?.value,
    postalCode: traits["postalCode"]?.value,
  }
}

/** Those among identifiers, by kind and value; `toldNumbers`: kinds of numbers that people say or type. */
export const identifierFeatures = (
  identifiers: Iterable<{ readonly kind: string; readonly value: string }>,
  toldNumbers: ReadonlyArray<string>,
): Features => {
  const all = [...identifiers]
  const valuesOf = (kind: string) => all.filter((one) => one.kind === kind).map(({ value }) => value)
  const numbers = all.filter(({ kind }) => toldNumbers.includes(kind)).map(({ kind, value }) => `${kind}|${value}`)
  return { emails: valuesOf("email"), phones: valuesOf("phone"), numbers }
}
