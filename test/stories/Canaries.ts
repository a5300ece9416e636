import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** A generator that a seed makes repeatable: 0 ≤ n < 1. */
export const chance = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Somebody all of whose values are nobody else's, so that a search for them finds nothing but this person. */
export interface Canary {
  readonly email: string
  readonly phone: string
  readonly external_id: string
  readonly visitorId: string
  readonly firstName: string
  readonly lastName: string
  readonly fingerprint: string
  readonly company: string
}

const word = (random: () => number, length: number) =>
  Array.from({ length }, () => "abcdefghijklmnopqrstuvwxyz"[Math.floor(random() * 26)]).join("")

export const canary = (n: number, random: () => number): Canary => ({
  email: `${word(random, 9)}.${n}@example.com`,
  phone: `+1212${String(2_000_000 + n * 7_919).slice(0, 7)}`,
  external_id: `X-${word(random, 8)}-${n}`,
  visitorId: `visitor-${word(random, 12)}`,
  firstName: `F${word(random, 9)}`,
  lastName: `L${word(random, 9)}`,
  fingerprint: `fp-${word(random, 14)}`,
  company: `C${word(random, 9)}`,
})

/** What a search would find each value by, whichever way it is written. */
export const tracesOf = ({ email, phone, ...rest }: Canary): ReadonlyArray<string> =>
  [email.split("@")[0] ?? "", phone.slice(2), ...Object.values(rest)].map((value) => value.toLowerCase())

/** Which of the traces stand anywhere in a text, by whom they are. */
export const found = (traces: ReadonlyMap<string, number>, where: string): ReadonlyArray<string> => {
  const text = where.toLowerCase()
  return [...traces].flatMap(([trace, n]) => (text.includes(trace) ? [`${trace} of ${n}`] : []))
}

/** Every byte of every file in a directory, free pages and logs of the store included. */
export const bytesIn = (directory: string): ReadonlyMap<string, string> =>
  new Map(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "latin1")]))
