/** A text in a SOQL statement, whatever it holds. */
export const quoted = (text: string): string =>
  `'${text
    .replaceAll("\\", "\\\\")
    .replaceAll("'", "\\'")
    .replaceAll('"', '\\"')
    .replaceAll(/\p{Cc}/gu, "")}'`

/** `Field IN ('a','b')`. */
export const isIn = (field: string, values: ReadonlyArray<string>): string =>
  `${field} IN (${values.map(quoted).join(",")})`
