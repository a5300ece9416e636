/** A text with its escapes resolved, and where each of its characters came from. */
export interface DecodedText {
  readonly text: string
  /** For each character where it began in the original; one more for the end. */
  readonly from: ReadonlyArray<number>
}

/** As URLs, JSON within a string, and HTML write single characters. */
const escaped = /%([0-9a-f]{2})|\\{1,8}u([0-9a-f]{4})|&#(\d{2,5});|&#x([0-9a-f]{2,4});/gi

const isPrintable = (code: number) => code >= 0x20 && code !== 0x7f && !(code >= 0xd800 && code < 0xe000)

const codeOf = ([, url, json, html, hex]: RegExpExecArray): number =>
  html === undefined ? Number.parseInt(url ?? json ?? hex ?? "", 16) : Number(html)

/** Nothing where nothing is escaped. Bytes of characters beyond ASCII stay as they are: no address or number has them so. */
export const decodedText = (text: string): DecodedText | undefined => {
  if (!/[%\\&]/.test(text)) return undefined
  let decoded = ""
  const from: Array<number> = []
  const copy = (start: number, end: number) => {
    for (let i = start; i < end; i++) from.push(i)
    decoded += text.slice(start, end)
  }
  let kept = 0
  for (const match of text.matchAll(escaped)) {
    const code = codeOf(match)
    if (!isPrintable(code) || (match[1] !== undefined && code > 0x7e)) continue
    copy(kept, match.index)
    from.push(match.index)
    decoded += String.fromCharCode(code)
    kept = match.index + match[0].length
  }
  if (kept === 0) return undefined
  copy(kept, text.length)
  return { text: decoded, from: [...from, text.length] }
}
