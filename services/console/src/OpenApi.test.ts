import { Validator } from "@seriousme/openapi-schema-validator"
import { Ajv2020 } from "ajv/dist/2020.js"
import formats from "ajv-formats"
import { describe, expect, it } from "vitest"
import { routes } from "./api/routes.ts"
import { openApi } from "./OpenApi.ts"

const description = openApi(routes)

describe("The description of the API", () => {
  it("is OpenAPI 3.1 to somebody else's validator, and is not when it is broken", async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(structuredClone(description))
    expect(errors).toBeUndefined()
    expect([valid, validator.version]).toEqual([true, "3.1"])
    const broken = { ...structuredClone(description), paths: { "/ledger": { get: { responses: { 200: {} } } } } }
    expect((await new Validator().validate(broken)).valid).toBe(false)
  })

  it("refers to nothing that is not there", () => {
    const references = [...JSON.stringify(description).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = ""]) => to)
    expect(new Set(references)).toContain("#/components/schemas/Problem")
    const named = Object.keys((description["components"] as { readonly schemas: object }).schemas)
    expect(references.filter((to) => !named.includes(to.replace("#/components/schemas/", "")))).toEqual([])
  })

  const schemas = [...schemasIn(description)]

  it("describes every body by JSON Schema 2020-12 that a strict reader compiles", () => {
    expect(schemas.length).toBeGreaterThan(60)
    const ajv = formats.default(new Ajv2020({ strict: true, strictTypes: false, allErrors: true }))
    for (const [at, schema] of schemas) expect(() => ajv.compile(schema), at).not.toThrow()
  })
})

/** Every schema that stands by itself, and where; references are of the document, and stand for one of the others. */
function* schemasIn(node: unknown, at = ""): Generator<readonly [string, object]> {
  if (typeof node !== "object" || node === null) return
  for (const [name, value] of Object.entries(node)) {
    if (name === "schema" && typeof value === "object" && value !== null && !("$ref" in value))
      yield [`${at}/schema`, value]
    else yield* schemasIn(value, `${at}/${name}`)
  }
}
