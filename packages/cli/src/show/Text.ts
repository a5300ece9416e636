import { stripVTControlCharacters } from "node:util"
import { CliOutput } from "effect/cli"

/** What ends a line, moves the cursor or turns the reading direction round: an event may hold it, a terminal must not. */
const meddling = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** A text that may come from anybody, as it may stand on a terminal. */
export const plain = (text: string): string => stripVTControlCharacters(text).replaceAll(meddling, "�")

/** JSON that does nothing to the terminal it may be printed on. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replaceAll(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )

export type Cell = string | number | undefined

const textOf = (cell: Cell): string => (cell === undefined || cell === "" ? "–" : plain(`${cell}`))
const padded = (text: string, width: number) => text + " ".repeat(Math.max(0, width - CliOutput.displayWidth(text)))

/** Rows with columns as wide as their widest cell, the last one ragged. No rows, no lines. */
export const table = (
  heads: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<Cell>>,
): ReadonlyArray<string> => {
  if (rows.length === 0) return []
  const texts = [heads.map((head) => head.toUpperCase()), ...rows.map((row) => heads.map((_, i) => textOf(row[i])))]
  const widths = heads.map((_, i) => Math.max(...texts.map((row) => CliOutput.displayWidth(row[i] ?? ""))))
  return texts.map((row) =>
    row
      .map((cell, i) => padded(cell, widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  )
}

/** Names with what they are, each on a line; those without a value are left out. */
export const facts = (pairs: ReadonlyArray<readonly [string, Cell]>): ReadonlyArray<string> => {
  const given = pairs.filter(([, value]) => value !== undefined && value !== "")
  const width = Math.max(0, ...given.map(([name]) => name.length))
  return given.map(([name, value]) => `${name.padEnd(width)}  ${textOf(value)}`)
}

/** Chapters with a blank line between them; empty ones are left out. */
export const chapters = (
  ...parts: ReadonlyArray<ReadonlyArray<string> | readonly [string, ReadonlyArray<string>]>
): ReadonlyArray<string> =>
  parts
    .map((part) => (isTitled(part) ? titled(part) : part))
    .filter((lines) => lines.length > 0)
    .flatMap((lines, i) => (i === 0 ? lines : ["", ...lines]))

const isTitled = (part: ReadonlyArray<unknown>): part is readonly [string, ReadonlyArray<string>] =>
  Array.isArray(part[1])
const titled = ([title, lines]: readonly [string, ReadonlyArray<string>]): ReadonlyArray<string> =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]

/** A moment as people read it, to the second, UTC. */
export const moment = (iso: string | undefined): string | undefined =>
  iso === undefined ? undefined : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`
