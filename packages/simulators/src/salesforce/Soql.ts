import { Refused } from "./Refused.ts"

type Value = string | number | boolean | null

/** One row as a query sees it: fields by name. */
export type Row = Readonly<Record<string, Value | undefined>>

export interface Query {
  readonly fields: ReadonlyArray<string>
  readonly object: string
  readonly where: (row: Row) => boolean
  readonly conditionFields: ReadonlyArray<string>
  readonly orderBy: ReadonlyArray<string>
  readonly limit?: number
}

const malformed = (message: string) => new Refused(400, "MALFORMED_QUERY", message)

const token =
  /\s*(?:('(?:[^'\\]|\\.)*')|(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d))|(-?\d+(?:\.\d+)?)|(!=|<=|>=|[=<>(),])|([A-Za-z_][A-Za-z0-9_.]*))/y

const longestStatement = 100_000

const tokensOf = (soql: string): ReadonlyArray<string> => {
  if (soql.length > longestStatement) throw new Refused(400, "QUERY_TOO_COMPLICATED", "the statement is too long")
  const tokens: Array<string> = []
  token.lastIndex = 0
  while (soql.slice(token.lastIndex).trim() !== "") {
    const found = token.exec(soql)
    if (found === null) throw malformed("unexpected token")
    tokens.push(found.slice(1).find((group) => group !== undefined) ?? "")
  }
  return tokens
}

/** Reads `SELECT … FROM … WHERE … ORDER BY … LIMIT …` with AND, OR, parentheses, IN and comparisons: what the product asks. */
export const parseSoql = (soql: string): Query => {
  const tokens = tokensOf(soql)
  const conditionFields: Array<string> = []
  let at = 0
  const next = () => tokens[at++] ?? ""
  const is = (word: string) => tokens[at]?.toUpperCase() === word
  const take = (word: string) => {
    const isNext = is(word)
    if (isNext) at += 1
    return isNext
  }
  const must = (word: string) => {
    if (!take(word)) throw malformed(`expecting ${word}`)
  }
  const name = () => {
    const word = next()
    if (!/^[A-Za-z_][A-Za-z0-9_.]*$/.test(word)) throw malformed("expecting a name")
    return word
  }
  const list = <A>(item: () => A): ReadonlyArray<A> => {
    const items = [item()]
    while (take(",")) items.push(item())
    return items
  }
  const literal = (): Value => {
    const word = next()
    if (word.startsWith("'")) return word.slice(1, -1).replaceAll(/\\(.)/g, "$1")
    if (/^null$/i.test(word)) return null
    if (/^(true|false)$/i.test(word)) return word.toLowerCase() === "true"
    if (/^\d{4}-/.test(word)) return Date.parse(word)
    if (/^-?\d/.test(word)) return Number(word)
    throw malformed("expecting a value")
  }
  const comparison = (): ((row: Row) => boolean) => {
    if (take("(")) {
      const inner = any()
      must(")")
      return inner
    }
    const field = name()
    conditionFields.push(field)
    if (take("IN")) {
      must("(")
      const values = list(literal)
      must(")")
      return (row) => values.some((value) => isEqual(field)(row[field], value))
    }
    const operator = next()
    const value = literal()
    const compare = comparisons[operator]?.(field)
    if (compare === undefined) throw malformed("unexpected operator")
    return (row) => compare(row[field], value)
  }
  const all = (): ((row: Row) => boolean) => {
    const parts = [comparison()]
    while (take("AND")) parts.push(comparison())
    return (row) => parts.every((part) => part(row))
  }
  const any = (): ((row: Row) => boolean) => {
    const parts = [all()]
    while (take("OR")) parts.push(all())
    return (row) => parts.some((part) => part(row))
  }

  must("SELECT")
  const fields = list(name)
  must("FROM")
  const object = name()
  const where = take("WHERE") ? any() : () => true
  const isOrdered = take("ORDER")
  if (isOrdered) must("BY")
  const orderBy = isOrdered ? list(name) : []
  const limit = take("LIMIT") ? Number(next()) : undefined
  if (at < tokens.length || Number.isNaN(limit)) throw malformed("unexpected end")
  return {
    fields,
    object,
    where,
    conditionFields,
    orderBy,
    ...(limit !== undefined && { limit }),
  }
}

/** Times compare as times; texts without case, as the vendor's text fields do; ids by their capitals. */
export const comparable = (field: string, value: Value | undefined): string | number | boolean | null => {
  if (value === undefined || value === null) return null
  if (typeof value !== "string" || field === "Id") return value
  return /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : value.toLowerCase()
}

type Comparison = (field: string) => (x: Value | undefined, y: Value) => boolean

const isEqual: Comparison = (field) => (x, y) => comparable(field, x) === comparable(field, y)

const ordered =
  (hold: (order: number) => boolean): Comparison =>
  (field) =>
  (x, y) => {
    const [a, b] = [comparable(field, x), comparable(field, y)]
    if (a === null || b === null) return false
    return hold(a < b ? -1 : a > b ? 1 : 0)
  }

const comparisons: Readonly<Record<string, Comparison>> = {
  "=": isEqual,
  "!=": (field) => (x, y) => !isEqual(field)(x, y),
  "<": ordered((order) => order < 0),
  ">": ordered((order) => order > 0),
  "<=": ordered((order) => order <= 0),
  ">=": ordered((order) => order >= 0),
}
