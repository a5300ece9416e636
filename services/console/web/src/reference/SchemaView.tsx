import { createContext } from "preact"
import { useContext } from "preact/hooks"
import type { Description, Schema } from "./Description.ts"
import { Fold } from "./Fold.tsx"

export const Schemas = createContext<Description["components"]["schemas"]>({})

const useResolved = (schema: Schema): Schema => {
  const named = useContext(Schemas)
  return schema.$ref === undefined ? schema : (named[schema.$ref.replace("#/components/schemas/", "")] ?? schema)
}

const isIn = (value: number | undefined): value is number => value !== undefined && Math.abs(value) < 2 ** 53 - 1

const range = (name: string, least: number | undefined, most: number | undefined): string | undefined => {
  const [from, to] = [isIn(least) ? least : undefined, isIn(most) ? most : undefined]
  if (from === undefined && to === undefined) return undefined
  if (from !== undefined && to !== undefined) return from === to ? `${name}${from}` : `${name}${from} to ${to}`
  return to === undefined ? `${name}at least ${from}` : `${name}at most ${to}`
}

/** What a value has to be, in a line. */
export const saidOf = (schema: Schema): string => {
  const { type, format, items } = schema
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" | ")
  const variants = schema.anyOf ?? schema.oneOf
  if (variants !== undefined)
    return variants.some(({ properties }) => properties) ? "one of" : variants.map(saidOf).join(" | ")
  const what = Array.isArray(type) ? type.join(" | ") : `${type ?? "anything"}`
  const limits = [
    range("", schema.minimum, schema.maximum),
    range("length ", schema.minLength, schema.maxLength),
    range("", schema.minItems, schema.maxItems),
    format === undefined && schema.pattern !== undefined ? `like ${schema.pattern}` : undefined,
    schema.default === undefined ? undefined : `usually ${JSON.stringify(schema.default)}`,
  ].filter((one) => one !== undefined)
  const name = format === undefined ? what : `${what} (${format})`
  const of = items === undefined || items.properties !== undefined ? "" : ` of ${saidOf(items)}`
  return [`${name}${of}`, ...limits].join(", ")
}

/** What stands in it: an object's names, a list's elements, each of several forms. */
const partsOf = (schema: Schema): ReadonlyArray<readonly [string, Schema, boolean]> => {
  if (schema.properties !== undefined)
    return Object.entries(schema.properties).map(([name, one]) => [name, one, schema.required?.includes(name) ?? false])
  const { items, prefixItems, additionalProperties } = schema
  if (prefixItems !== undefined) return prefixItems.map((one, i) => [`[${i}]`, one, true])
  if (items !== undefined) return partsOf(items).length > 0 ? [["[…]", items, true]] : []
  if (typeof additionalProperties === "object") return [["any name", additionalProperties, false]]
  const variants = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []
  return variants.some((one) => partsOf(one).length > 0)
    ? variants.map((one, i) => [`form ${i + 1}`, one, false] as const)
    : []
}

export const SchemaView = ({ of }: { readonly of: Schema }) => {
  const schema = useResolved(of)
  const parts = partsOf(schema)
  if (parts.length === 0) return <code class="schema-says">{saidOf(schema)}</code>
  return (
    <ul class="schema">
      {parts.map(([name, one, isNeeded]) => (
        <Part key={name} name={name} of={one} isNeeded={isNeeded} />
      ))}
    </ul>
  )
}

const Part = ({ name, of, isNeeded }: { readonly name: string; readonly of: Schema; readonly isNeeded: boolean }) => {
  const schema = useResolved(of)
  const line = (
    <>
      <code>{name}</code> {isNeeded && <span class="needed">required</span>}{" "}
      <span class="schema-says">{saidOf(schema)}</span>
    </>
  )
  return (
    <li>
      {partsOf(schema).length === 0 ? (
        line
      ) : (
        <Fold says={line}>
          <SchemaView of={schema} />
        </Fold>
      )}
    </li>
  )
}
