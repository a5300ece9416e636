import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { canonicalJson } from "./CanonicalJson.ts"

/** The same with the keys of every object the other way round. */
const turned = (json: unknown): unknown => {
  if (typeof json !== "object" || json === null) return json
  if (Array.isArray(json)) return json.map(turned)
  return Object.fromEntries(
    Object.entries(json)
      .map(([key, value]) => [key, turned(value)])
      .reverse(),
  )
}

describe("canonicalJson", () => {
  it("says what was said, the same in whatever order its keys came", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (json) => {
        const said = canonicalJson(json)
        expect(JSON.parse(said)).toEqual(JSON.parse(JSON.stringify(json)))
        expect(canonicalJson(turned(json))).toBe(said)
      }),
    )
  })

  it("sorts keys, has no spaces, and leaves out what is not there", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "é" }], a: undefined, "": true })).toBe(
      '{"":true,"b":[1,{"c":"é","d":null}]}',
    )
  })
})
