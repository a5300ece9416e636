/** JSON with sorted keys and no spaces: the same for bodies that say the same. For bodies that passed the parse guard. */
export const canonicalJson = (json: unknown): string => JSON.stringify(sorted(json)) ?? "null"

const sorted = (json: unknown): unknown => {
  if (Array.isArray(json)) return json.map(sorted)
  if (typeof json !== "object" || json === null) return json
  return Object.fromEntries(
    Object.entries(json)
      .map(([key, value]) => [key, sorted(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}
