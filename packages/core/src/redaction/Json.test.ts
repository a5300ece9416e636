import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { maximumBytes, parseBody } from "./Json.ts"

const bytes = (text: string) => new TextEncoder().encode(text)
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth)
const keyed = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1])))

describe("parseBody", () => {
  it.each([
    ["nothing", bytes(""), "notJson"],
    ["half an object", bytes('{"a":'), "notJson"],
    ["text after the JSON", bytes('{"a":1} x'), "notJson"],
    ["invalid UTF-8", Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), "notUtf8"],
    ["33 levels", bytes(nested(33)), "tooDeep"],
    ["100,000 levels", bytes("[".repeat(100_000)), "tooDeep"],
    ["2,001 keys", bytes(keyed(2_001)), "tooManyKeys"],
    ["more than 256 KiB", new Uint8Array(maximumBytes + 1), "tooLarge"],
    ["__proto__", bytes('{"a":{"__proto__":{"isAdmin":true}}}'), "forbiddenKey"],
    ["__proto__ in escapes", bytes('{"\\u005f_proto__":1}'), "forbiddenKey"],
    ["constructor", bytes('{"constructor":{"prototype":{}}}'), "forbiddenKey"],
    ["prototype", bytes('[{"prototype":{}}]'), "forbiddenKey"],
  ])("refuses %s", (_, body, problem) => {
    expect(parseBody(body)).toEqual({ _tag: "refused", problem })
  })

  it.each([
    ["32 levels", nested(32)],
    ["2,000 keys", keyed(2_000)],
    ["brackets, colons and quotes in strings", JSON.stringify({ "a:[{": '\\"[[[[:'.repeat(3_000) })],
    ["the forbidden names as values", '["__proto__","constructor"]'],
  ])("takes %s", (_, text) => {
    expect(parseBody(bytes(text))).toEqual({ _tag: "json", json: JSON.parse(text) })
  })

  it("reads every small JSON as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        fc.pre(!/__proto__|constructor|prototype/.test(text))
        expect(parseBody(bytes(text))).toEqual({ _tag: "json", json: JSON.parse(text) })
      }),
    )
  })
})
