/** A part of a text. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Puts `word` in the place of every span; spans that overlap become one. */
export const replaceSpans = (text: string, spans: ReadonlyArray<Span>, word: string): string => {
  let result = ""
  let kept = 0
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (start >= kept) result += text.slice(kept, start) + word
    kept = Math.max(kept, end)
  }
  return result + text.slice(kept)
}
