import fc from "fast-check"

/**
 * JSON as a tree that can say what `JSON.stringify` cannot: a key twice, a number without end, a text of broken escapes.
 */
type Node =
  | { readonly _tag: "object"; readonly entries: ReadonlyArray<readonly [string, Node]> }
  | { readonly _tag: "array"; readonly items: ReadonlyArray<Node> }
  | { readonly _tag: "raw"; readonly text: string }

const raw = (text: string): Node => ({ _tag: "raw", text })

const nodeOf = (json: unknown): Node => {
  if (Array.isArray(json)) return { _tag: "array", items: json.map(nodeOf) }
  if (typeof json !== "object" || json === null) return raw(JSON.stringify(json) ?? "null")
  return { _tag: "object", entries: Object.entries(json).map(([key, value]) => [key, nodeOf(value)]) }
}

const textOf = (node: Node): string => {
  if (node._tag === "raw") return node.text
  if (node._tag === "array") return `[${node.items.map(textOf).join(",")}]`
  return `{${node.entries.map(([key, value]) => `${JSON.stringify(key)}:${textOf(value)}`).join(",")}}`
}

/** Stands in a body until the canary is known that it is. */
export const canaryMark = "⟦canary⟧"

const personal = [
  canaryMark,
  `${canaryMark}@example.com`,
  `"${canaryMark}" <${canaryMark}@example.com>`,
  `+1202555${canaryMark}`,
  `${canaryMark}\u0000`,
  `${canaryMark}${"x".repeat(400)}`,
  `{"email":"${canaryMark}@example.com"}`,
  `https://example.com/?email=${canaryMark}`,
]

const hostileNames = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "",
  canaryMark,
  "eventType",
]

const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`

const hostile = [
  ...["null", "true", "-0", "1e400", "-1e400", "1e-400", "9007199254740993", "0.1", "99999999999999999999999"],
  ...['""', '"\\u0000"', '"\\ud800"', '"\\udfff\\ud800"', '"é\u202e"', '"\uffff"', "[]", "{}", "[[]]", "NaN", "'a'"],
  ...['{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}', '{"\\u005f_proto__":1}'],
  ...[nested(31, "[", "]"), nested(40, '{"a":', "}"), nested(2_000, "[", "]")],
]

/** Texts that take long to look through. */
const long = fc.oneof(
  fc.integer({ min: 100, max: 30_000 }).map((n) => JSON.stringify("٣".repeat(n))),
  fc.integer({ min: 10, max: 1_000 }).map((n) => `[${Array(n).fill('"a@b.co"').join(",")}]`),
  fc.integer({ min: 10, max: 600 }).map((n) => JSON.stringify("4111 1111 1111 1111 ".repeat(n))),
)

/** Texts of single values. */
const value: fc.Arbitrary<string> = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(...personal.map((text) => JSON.stringify(text))) },
  { weight: 60, arbitrary: fc.constantFrom(...hostile) },
  { weight: 20, arbitrary: fc.string({ unit: "binary", maxLength: 30 }).map((text) => JSON.stringify(text)) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }).map((json) => JSON.stringify(json)) },
  { weight: 1, arbitrary: long },
)

const change = fc.record({
  /** Which of the nodes, counted from the root. */
  at: fc.nat(60),
  does: fc.constantFrom("replace", "replace", "replace", "remove", "repeat", "rename", "twice", "add"),
  name: fc.oneof(fc.constantFrom(...hostileNames), fc.string({ maxLength: 10 })),
  value,
  times: fc.integer({ min: 2, max: 20 }),
})
type Change = typeof change extends fc.Arbitrary<infer A> ? A : never

const changed = (node: Node, { does, name, value, times }: Change): Node => {
  const put = raw(value)
  if (does === "repeat") return { _tag: "array", items: Array.from({ length: times }, () => node) }
  if (does === "replace" || node._tag === "raw") return put
  if (node._tag === "array") {
    if (does === "remove") return { ...node, items: node.items.slice(1) }
    return { ...node, items: [...node.items, put] }
  }
  const [[first, held] = ["", put], ...others] = node.entries
  switch (does) {
    case "remove":
      return { ...node, entries: others }
    case "rename":
      return { ...node, entries: [[name, held], ...others] }
    case "twice":
      return { ...node, entries: [...node.entries, [first, put]] }
    default:
      return { ...node, entries: [...node.entries, [name, put]] }
  }
}

/** Changes one node of a tree, the `at`th of those there are. */
const changedAt = (root: Node, change: Change): Node => {
  let left = change.at % (sizeOf(root) || 1)
  const walk = (node: Node): Node => {
    if (left-- === 0) return changed(node, change)
    if (node._tag === "array") return { ...node, items: node.items.map(walk) }
    if (node._tag === "object")
      return { ...node, entries: node.entries.map(([key, value]) => [key, walk(value)] as const) }
    return node
  }
  return walk(root)
}

const sizeOf = (node: Node): number => {
  if (node._tag === "array") return node.items.reduce((sum, item) => sum + sizeOf(item), 1)
  return node._tag === "object" ? node.entries.reduce((sum, [, value]) => sum + sizeOf(value), 1) : 1
}

/** A JSON value changed in up to three places, as text. */
export const mutated = (base: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
  fc
    .tuple(base, fc.array(change, { maxLength: 3 }))
    .map(([json, changes]) => textOf(changes.reduce(changedAt, nodeOf(json))))

const damage = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("cut" as const), at: fc.nat(5_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant("flip" as const),
      at: fc.nat(5_000),
      byte: fc.integer({ min: 1, max: 255 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant("insert" as const),
      at: fc.nat(5_000),
      bytes: fc.uint8Array({ maxLength: 8 }),
    }),
  },
)

/** The bytes of a text, sometimes cut off, with a wrong byte, or with some that are no UTF-8. */
export const damaged = (text: fc.Arbitrary<string>): fc.Arbitrary<{ readonly text: string; readonly damage: Damage }> =>
  fc.record({ text, damage })
type Damage = typeof damage extends fc.Arbitrary<infer A> ? A : never

export const bytesOf = ({ text, damage }: { readonly text: string; readonly damage: Damage }): Uint8Array => {
  const bytes = Buffer.from(text)
  if (damage === undefined) return bytes
  const at = damage.at % (bytes.length + 1)
  if (damage.does === "cut") return bytes.subarray(0, at)
  if (damage.does === "insert") return Buffer.concat([bytes.subarray(0, at), damage.bytes, bytes.subarray(at)])
  const flipped = Buffer.from(bytes)
  if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ damage.byte
  return flipped
}
