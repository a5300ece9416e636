import { isDeepStrictEqual } from "node:util"

/** A value that is another, by its path: of two policies, or of parts of them. */
export interface Difference {
  readonly path: string
  readonly from: unknown
  readonly to: unknown
}

/** Lists are compared whole. `deep`: how many names a path may have. */
export const differencesOf = (from: unknown, to: unknown, deep = 16, path = ""): ReadonlyArray<Difference> => {
  if (isDeepStrictEqual(from, to)) return []
  if (!isRecord(from) || !isRecord(to) || deep === 0) return [{ path, from, to }]
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .sort()
    .flatMap((name) => differencesOf(from[name], to[name], deep - 1, path === "" ? name : `${path}.${name}`))
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
