import type { Attribute } from "./InteractionEvent.ts"

const maximum = 256

/**
 * Every scalar of an attribute map as text; nested maps give dotted names, lists one attribute per item. Names longer
 * than 128 and values longer than 512 characters are nobody's name or number and are left out.
 */
export const flattenAttributes = (
  map: Readonly<Record<string, unknown>>,
  source: string,
  prefix = "",
): ReadonlyArray<Attribute> =>
  Object.entries(map)
    .flatMap(([key, value]) => flattenValue(`${prefix}${key}`, value, `${source}.${key}`))
    .slice(0, maximum)

const flattenValue = (name: string, value: unknown, source: string): ReadonlyArray<Attribute> => {
  if (name.length > 128 || source.length > 200) return []
  switch (typeof value) {
    case "string":
      return value.length > 512 ? [] : [{ name, value, source }]
    case "number":
    case "boolean":
      return [{ name, value: String(value), source }]
    case "object":
      if (value === null) return []
      return Array.isArray(value)
        ? value.slice(0, maximum).flatMap((item) => flattenValue(name, item, source))
        : flattenAttributes(value as Readonly<Record<string, unknown>>, source, `${name}.`)
    default:
      return []
  }
}
