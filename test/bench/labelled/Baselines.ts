import type { Grouped } from "./Measure.ts"
import type { Raw, Row } from "./Row.ts"

/** What others would make of the same conversations. */

const plain = (values: ReadonlyArray<string>, kind: string) => values.map((value) => `${kind}:${value.toLowerCase()}`)
const emailsOf = (raw: Raw) => plain(raw.emails, "email")
const allOf = (raw: Raw) => [...plain(raw.ids, "id"), ...emailsOf(raw), ...plain(raw.phones, "phone")]

/** Whoever has a value in common, directly or through others, is one. */
const closure = (rows: ReadonlyArray<Row>, valuesOf: (raw: Raw) => ReadonlyArray<string>): ReadonlyArray<Grouped> => {
  const parents = new Map<string, string>()
  const root = (name: string): string => {
    let at = name
    for (let up = parents.get(at); up !== undefined && up !== at; up = parents.get(at)) at = up
    return at
  }
  for (const row of rows) for (const value of valuesOf(row.raw)) parents.set(root(row.id), root(value))
  return rows.map((row) => ({ group: root(row.id), truth: row.truth }))
}

/** The guide's pseudo-code: id, else email, else phone, whichever comes first in the look-up; created where not found. */
const firstHit = (rows: ReadonlyArray<Row>): ReadonlyArray<Grouped> => {
  const profiles = new Map<string, string>()
  return rows.map(({ id, truth, raw }) => {
    const values = allOf(raw)
    const group = profiles.get(values[0] ?? "") ?? id
    for (const value of values) if (!profiles.has(value)) profiles.set(value, group)
    return { group, truth }
  })
}

export const baselines: Readonly<Record<string, (rows: ReadonlyArray<Row>) => ReadonlyArray<Grouped>>> = {
  "exact email": (rows) => closure(rows, emailsOf),
  "exact email, phone or id": (rows) => closure(rows, allOf),
  "first hit wins": firstHit,
}
