import type { StrippedPattern } from "../identifier/AlwaysStripped.ts"
import { type Pattern, patterns } from "./Patterns.ts"
import { replaceSpans, type Span } from "./Spans.ts"

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi
const character = /[\p{L}\p{N}]/u
const separator = /[\s./\p{Pd}]/u

/** One character for one, so that places stay: full-width forms, and nothing for what is part of a UUID. */
const readable = (text: string): string =>
  [...text.replace(uuid, (id) => "\u0000".repeat(id.length))]
    .flatMap((c) => {
      const plain = c.normalize("NFKC")
      return plain.length === c.length ? [plain] : [c]
    })
    .join("")

const endsAt = (text: string, at: number) => !character.test(text[at] ?? " ")

/** The longest number of this kind that begins here; it ends where a word does. At most two separators in a row. */
const numberAt = (text: string, start: number, { lengths: [least, most], isValid }: Pattern): number | undefined => {
  let compact = ""
  let found: number | undefined
  let gap = 0
  for (let i = start; i < text.length && compact.length < most && gap < 3; i++) {
    const c = text[i] as string
    if (separator.test(c)) gap += 1
    else if (!character.test(c)) break
    else {
      gap = 0
      compact += c
      if (compact.length >= least && endsAt(text, i + 1) && isValid(compact)) found = i + 1
    }
  }
  return found
}

const spansOf = (text: string, pattern: Pattern): ReadonlyArray<Span> => {
  const spans: Array<Span> = []
  const start = new RegExp(pattern.start)
  for (let i = 0; i < text.length; i++) {
    if (i > 0 && character.test(text[i - 1] as string)) continue
    start.lastIndex = i
    const end = start.test(text) ? numberAt(text, i, pattern) : undefined
    if (end !== undefined) spans.push({ start: i, end })
  }
  return spans
}

/** A text without the kinds of numbers that the policy has stripped always, each replaced by its name. */
export const redactPatterns = (text: string, stripped: ReadonlyArray<StrippedPattern>): string => {
  if (stripped.length === 0 || !/\p{N}/u.test(text)) return text
  return stripped.reduce((rest, name) => {
    const spans = spansOf(readable(rest), patterns[name])
    return spans.length === 0 ? rest : replaceSpans(rest, spans, `[${name}]`)
  }, text)
}
