/**
 * Accepts a postal code of any country: 3 to 12 letters and digits. Answers it in upper case without spaces and hyphens.
 * Nothing but zeros is what forms send for none.
 */
export const normalise = (raw: string): string | undefined => {
  const code = raw
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]+/gu, "")
  return /^[A-Z0-9]{3,12}$/.test(code) && /[^0]/.test(code) ? code : undefined
}
