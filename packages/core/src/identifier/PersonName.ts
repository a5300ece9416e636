/** Accepts a name of a person or a part of one. Answers it in NFKC with single spaces; its case is the person's own. */
export const normalise = (raw: string): string | undefined => {
  const name = raw
    .normalize("NFKC")
    .replaceAll(/[\s\p{C}]+/gu, " ")
    .trim()
  return /\p{L}/u.test(name) ? name : undefined
}
