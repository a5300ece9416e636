import type { Grouped } from "./Measure.ts"
import type { Raw, Row } from "./Row.ts"

/** What others would make of the same conversations. */

type Values = (raw: Raw) => ReadonlyArray<string>

const plain = (values: ReadonlyArray<string>, kind: string) => values.map((value) => `${kind}:${value.toLowerCase()}`)
const emailsOf: Values = (raw) => plain(raw.emails, "email")
const idsOf: Values = (raw) => plain(raw.ids, "id")
const allOf: Values = (raw) => [...idsOf(raw), ...emailsOf(raw), ...plain(raw.phones, "phone")]

/** Several at once, each as it was sent; nothing where one is missing. */
const together = (...parts: ReadonlyArray<string | undefined>): ReadonlyArray<string> =>
  parts.every((part) => part !== undefined) ? [parts.join(":").toLowerCase()] : []
const bornAs: Values = ({ firstName, lastName, dateOfBirth }) => together("born", firstName, lastName, dateOfBirth)
const halfNamed: Values = ({ firstName, lastName, dateOfBirth }) => [
  ...together("first", firstName, dateOfBirth),
  ...together("last", lastName, dateOfBirth),
]
const threeRules: Values = (raw) => [
  ...bornAs(raw),
  ...together("named", raw.firstName, raw.lastName, raw.postalCode),
  ...together("family", raw.lastName, raw.dateOfBirth, raw.postalCode),
]

/** Values that this many conversations carry are everybody's. */
const everybodys = 5

const withoutCommon = (rows: ReadonlyArray<Row>, valuesOf: Values): Values => {
  const counts = new Map<string, number>()
  for (const { raw } of rows)
    for (const value of new Set(valuesOf(raw))) counts.set(value, (counts.get(value) ?? 0) + 1)
  return (raw) => valuesOf(raw).filter((value) => (counts.get(value) ?? 0) < everybodys)
}

/** Whoever has a value in common, directly or through others, is one. */
const closure = (rows: ReadonlyArray<Row>, valuesOf: Values): ReadonlyArray<Grouped> => {
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
  "exact email, or names and birth": (rows) => closure(rows, (raw) => [...emailsOf(raw), ...bornAs(raw)]),
  "exact email, or a name and birth": (rows) => closure(rows, (raw) => [...emailsOf(raw), ...halfNamed(raw)]),
  "exact id": (rows) => closure(rows, idsOf),
  "three exact rules without ids": (rows) => closure(rows, threeRules),
  "exact email, phone or id": (rows) => closure(rows, allOf),
  "the same, common values ignored": (rows) => closure(rows, withoutCommon(rows, allOf)),
  "first hit wins": firstHit,
}
