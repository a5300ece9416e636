import { distance } from "fastest-levenshtein"

/** What is known of somebody beside identifiers: values as normalised at the door. */
export interface Features {
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly dateOfBirth?: string | undefined
  readonly postalCode?: string | undefined
}
export type FeatureName = keyof Features

type Compare = (x: string, y: string) => "same" | "close" | "different"

/** Letters only, accents folded: `José-María` and `jose maria` are one name. */
export const plainName = (name: string): string =>
  name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}]/gu, "")

const compareNames: Compare = (x, y) => {
  const [a, b] = [plainName(x), plainName(y)]
  if (a === b) return "same"
  const longer = Math.max(a.length, b.length)
  const shortForm = Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a))
  return shortForm || (longer >= 4 && distance(a, b) <= (longer >= 8 ? 2 : 1)) ? "close" : "different"
}

/** `yyyy-mm-dd`. */
const compareDates: Compare = (x, y) => {
  if (x === y) return "same"
  const [year, month, day] = x.split("-")
  return distance(x, y) === 1 || y === `${year}-${day}-${month}` ? "close" : "different"
}

const comparePostalCodes: Compare = (x, y) => {
  if (x === y) return "same"
  return x.slice(0, 3) === y.slice(0, 3) || distance(x, y) === 1 ? "close" : "different"
}

export const compareFeature: { readonly [F in FeatureName]: Compare } = {
  firstName: compareNames,
  lastName: compareNames,
  dateOfBirth: compareDates,
  postalCode: comparePostalCodes,
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
