import { digitRuns } from "./DigitGroups.ts"
import { replaceSpans } from "./Spans.ts"

const passesLuhn = (digits: string): boolean => {
  const sum = [...digits].reverse().reduce((total, c, i) => {
    const value = Number(c) * (i % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

/** Replaces card numbers, 13 to 19 digits in any grouping that pass Luhn's check, by `[card]`. No issuer begins with 0. */
export const redactCards = (text: string): string =>
  text.length < 13
    ? text
    : replaceSpans(
        text,
        digitRuns(text, { minimum: 13, maximum: 19 }).filter(
          ({ digits }) => !digits.startsWith("0") && passesLuhn(digits),
        ),
        "[card]",
      )

/** Thirteen digits between 2001 and 2033 are a time in milliseconds; no card of 13 digits begins with a 1. */
const isTime = (value: number) => value >= 1e12 && value < 2e12

/** A number that is, or through rounding may have been, a card's. */
export const isCardNumber = (value: number): boolean =>
  Number.isInteger(value) &&
  value >= 1e12 &&
  value < 1e19 &&
  !isTime(value) &&
  (!Number.isSafeInteger(value) || passesLuhn(String(value)))
