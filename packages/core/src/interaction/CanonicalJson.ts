/** JSON with sorted keys and no spaces: the same for bodies that say the same. For bodies that passed the parse guard. */
export const canonicalJson = (json: unknown): string => {
  if (typeof json !== "object" || json === null) return JSON.stringify(json) ?? "null"
  if (Array.isArray(json)) return `[${json.map(canonicalJson).join()}]`
  const said = json as Readonly<Record<string, unknown>>
  const keys = Object.keys(said).filter((key) => said[key] !== undefined)
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(said[key])}`)
    .join()}}`
}
