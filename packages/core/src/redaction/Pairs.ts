import type { Span } from "./Spans.ts"

/** `"name": "value"` somewhere in a text that is no JSON, or not yet. The span is the value's. */
export interface Pair extends Span {
  readonly name: string
  readonly value: string
}

/** Lengths are bounded so that no text makes the match slow. */
const pair = /"([^"\\]{1,64})"\s{0,4}:\s{0,4}(?:"([^"\\]{1,320})"|(-?\d{1,20}))/dg

export const pairsIn = (text: string): ReadonlyArray<Pair> =>
  text.includes('"')
    ? [...text.matchAll(pair)].flatMap((match) => {
        const [, name = "", quoted, number] = match
        const [start, end] = match.indices?.[quoted === undefined ? 3 : 2] ?? [0, 0]
        return [{ name, value: quoted ?? number ?? "", start, end }]
      })
    : []
