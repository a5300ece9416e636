import { styleText } from "node:util"

/** Plain where nobody watches, and under `NO_COLOR`. */
const paint = (format: Parameters<typeof styleText>[0], text: string) =>
  styleText(format, text, { stream: process.stdout })

export const bold = (text: string) => paint("bold", text)
export const dim = (text: string) => paint("dim", text)
export const good = (text: string) => paint("green", text)
export const bad = (text: string) => paint("red", text)

export const print = (line = ""): void => {
  process.stdout.write(`${line.trimEnd()}\n`)
}

export const heading = (text: string): void => {
  print()
  print(bold(text))
}

/** Rows with columns as wide as their widest cell, the last one ragged. */
export const printTable = (rows: ReadonlyArray<ReadonlyArray<string>>, indent = "  "): void => {
  const widths = rows.reduce<ReadonlyArray<number>>(
    (widest, row) => row.map((cell, i) => Math.max(widest[i] ?? 0, cell.length)),
    [],
  )
  for (const row of rows) print(indent + row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  "))
}

export const millis = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`
