import type { Identifier } from "@kith/core/identifier/Identifier"
import { defaultIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { candidates, redactPayload } from "@kith/core/redaction/RedactPayload"
import fc from "fast-check"
import { expect, test } from "vitest"
import { parameters } from "./runs.ts"

const policy = { ...defaultIdentifierPolicy, alwaysStripped: [] }

/** A value and the ways in which people, forms and telephone systems write it. `trace`: what must not be left of it. */
interface Spelt {
  readonly identifier: Identifier
  readonly spelling: string
  readonly trace: string
}

const letters = fc.string({ unit: fc.constantFrom(..."abcdefgh"), minLength: 5, maxLength: 9 })

const email: fc.Arbitrary<Spelt> = fc.tuple(letters, letters, fc.nat(6)).map(([mailbox, host, style]) => {
  const value = `${mailbox}.${host}@${host}.com`
  const spellings = [
    ...[value, value.toUpperCase(), `<${value}>`, `mailto:${value}`, `Ada <${value}>`],
    ...[value.replace("@", "%40"), value.replace("@", "＠")],
  ]
  return { identifier: { kind: "email", value }, spelling: spellings[style] ?? value, trace: `${mailbox}.${host}` }
})

const phone: fc.Arbitrary<Spelt> = fc
  .tuple(fc.integer({ min: 2_000_000, max: 9_999_999 }), fc.nat(9))
  .map(([n, style]) => {
    const [a, b] = [String(n).slice(0, 3), String(n).slice(3)]
    const spellings = [
      ...[`+1212${a}${b}`, `1212${a}${b}`, `212-${a}-${b}`, `(212) ${a} ${b}`, `212.${a}.${b}`, `+1 (212) ${a}–${b}`],
      ...[`001 212 ${a} ${b}`, `tel:+1212${a}${b}`, `sip:+1212${a}${b}@pbx.example.org`, `+1/212/${a}/${b}`],
    ]
    const value = `+1212${a}${b}`
    return { identifier: { kind: "phone", value }, spelling: spellings[style] ?? value, trace: `${a}${b}` }
  })

/** Ids identify by the name they stand under. */
const named: fc.Arbitrary<Spelt & { readonly name: string }> = fc.oneof(
  letters.map((text) => ({
    ...{ name: "visitorId", identifier: { kind: "visitor" as const, value: `v-${text}-1` } },
    ...{ spelling: ` v-${text}-1 `, trace: `v-${text}` },
  })),
  fc.nat(999_999).map((n) => {
    const id = `003xx${String(n).padStart(10, "0")}`
    const identifier = { kind: "crm.salesforce" as const, value: `${id}AAA` }
    return { name: "SALESFORCE-ID", identifier, spelling: n % 2 ? id : `${id}AAA`, trace: id }
  }),
)

const word = fc.constantFrom("", "call", "wrote,", "12:30", "9", "–", "(see)", '{"a":', "…")
const around = (spelt: fc.Arbitrary<Spelt>) =>
  fc.tuple(word, spelt, word).map(([before, { spelling }, after]) => `${before} ${spelling} ${after}`)

const everybody = fc.tuple(
  fc.array(email, { minLength: 1, maxLength: 3 }),
  fc.array(phone, { minLength: 1, maxLength: 3 }),
  fc.array(named, { maxLength: 3 }),
)

/** The same people anywhere: values, keys, texts, JSON within a text, nested as deep as it likes. */
const bodyOf = (people: ReadonlyArray<Spelt & { readonly name?: string }>) =>
  fc.letrec((tie) => ({
    leaf: fc.oneof(
      ...people.map((spelt) => {
        if (spelt.name === undefined) return fc.oneof(fc.constant(spelt.spelling), around(fc.constant(spelt)))
        const attribute = { [spelt.name]: spelt.spelling }
        return fc.constantFrom<unknown>(attribute, JSON.stringify(attribute), `broken ${JSON.stringify([attribute])} {`)
      }),
      fc.constantFrom("x", 7, true, null),
    ),
    key: fc.oneof(
      fc.constantFrom("note", "a", "b"),
      ...people.filter(({ name }) => !name).map((p) => fc.constant(p.spelling)),
    ),
    node: fc.oneof(
      { maxDepth: 5 },
      tie("leaf"),
      fc.array(tie("node"), { maxLength: 4 }),
      fc.array(fc.tuple(tie("key") as fc.Arbitrary<string>, tie("node")), { maxLength: 4 }).map(Object.fromEntries),
    ),
  })).node

const isOneOf = (people: ReadonlyArray<Spelt>) => {
  const keys = new Set(people.map(({ identifier }) => `${identifier.kind}:${identifier.value}`))
  return ({ kind, value }: Identifier) => keys.has(`${kind}:${value}`)
}

/** Letters as they are, digits without what groups them. */
const traced = (json: unknown): string => {
  const text = JSON.stringify(json).toLowerCase()
  return `${text} ${text.replaceAll(/[^0-9]/g, "")}`
}

test("no value of anybody forgotten survives in any spelling, wherever it stands", () => {
  fc.assert(
    fc.property(
      everybody.chain(([emails, phones, ids]) => {
        const people = [...emails, ...phones, ...ids]
        return fc.tuple(fc.constant(people), bodyOf(people))
      }),
      ([people, body]) => {
        const redacted = redactPayload(body, isOneOf(people), policy)
        const left = traced(redacted)
        expect(people.map(({ trace }) => trace.toLowerCase()).filter((trace) => left.includes(trace))).toEqual([])
        expect(candidates(redacted, policy)?.identifiers.filter(isOneOf(people)) ?? []).toEqual([])
      },
    ),
    parameters,
  )
})

test("whom nobody forgot passes unchanged, and can be looked up", () => {
  fc.assert(
    fc.property(
      everybody.chain(([emails, phones, ids]) =>
        fc.tuple(fc.constant([...emails, ...phones, ...ids]), bodyOf([...emails, ...phones, ...ids])),
      ),
      ([people, body]) => {
        const redacted = redactPayload(body, () => false, policy)
        // A telephone number between others can pass for a card's.
        fc.pre(!JSON.stringify(redacted).includes("[card]"))
        expect(redacted).toEqual(body)
        const text = JSON.stringify(body)
        const standing = people.filter(({ spelling }) => text.includes(JSON.stringify(spelling).slice(1, -1)))
        const found = candidates(body, policy)?.identifiers ?? []
        for (const { identifier } of standing) expect(found).toContainEqual(identifier)
      },
    ),
    parameters,
  )
})

/** One character as a page, a URL, a string within JSON, or somebody's keyboard writes it; `%` and `&` of others are not. */
const disguises: ReadonlyArray<(c: string) => string> = [
  (c) => c,
  (c) => c.toUpperCase(),
  (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0),
  (c) => `%${c.charCodeAt(0).toString(16)}`,
  (c) => `\\u00${c.charCodeAt(0).toString(16)}`,
  (c) => `&#${c.charCodeAt(0)};`,
  (c) => `&#x${c.charCodeAt(0).toString(16)};`,
]
const disguised = (value: string): fc.Arbitrary<string> =>
  fc
    .array(fc.nat(disguises.length - 1), { minLength: value.length, maxLength: value.length })
    .map((ways) => [...value].map((c, i) => disguises[ways[i] ?? 0]?.(c) ?? c).join(""))

const unseen = fc.constantFrom("", "", "", "\u00ad", "\u200b", "\u2060", " ", ".", "-", "/", "\u2011", "\u00a0")
/** A number with whatever between its digits. */
const spread = (digits: string): fc.Arbitrary<string> =>
  fc
    .array(unseen, { minLength: digits.length, maxLength: digits.length })
    .map((gaps) => [...digits].map((c, i) => (i === 0 ? c : `${gaps[i]}${c}`)).join(""))

const generous = {
  ...policy,
  email: { ...policy.email, ignoreDotsAt: ["gmail.com"], ignoreTagsAt: ["gmail.com"] },
}

/** What the normalisers take for the same person, in their own words and beyond. */
const anySpelling: fc.Arbitrary<Spelt> = fc.oneof(
  fc.tuple(letters, letters).chain(([mailbox, host]) => {
    const value = `${mailbox}.${host}@${host}.com`
    return disguised(value).map((spelling) => ({
      ...{ identifier: { kind: "email" as const, value }, spelling, trace: `${mailbox}.${host}` },
    }))
  }),
  fc
    .tuple(letters, fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), fc.constantFrom("", "+news"))
    .map(([mailbox, dots, tag]) => ({
      identifier: { kind: "email" as const, value: `${mailbox}@gmail.com` },
      spelling: `${[...mailbox].map((c, i) => (i > 0 && dots[i] ? `.${c}` : c)).join("")}${tag}@Gmail.com`,
      trace: mailbox,
    })),
  fc.tuple(letters, fc.constantFrom("bücher", "bu\u0308cher", "BÜCHER", "xn--bcher-kva")).map(([mailbox, host]) => ({
    identifier: { kind: "email" as const, value: `${mailbox}@xn--bcher-kva.example` },
    spelling: `${mailbox}@${host}。example`,
    trace: mailbox,
  })),
  fc.integer({ min: 2_000_000, max: 9_999_999 }).chain((n) =>
    fc.oneof(spread(`1212${n}`), spread(`212${n}`), disguised(`+1212${n}`)).map((spelling) => ({
      ...{ identifier: { kind: "phone" as const, value: `+1212${n}` }, spelling, trace: String(n) },
    })),
  ),
)

const shapes: ReadonlyArray<(spelling: string) => unknown> = [
  (spelling) => ({ note: spelling }),
  (spelling) => ({ [spelling]: [1] }),
  (spelling) => [[`please see ${spelling}, thanks`]],
  (spelling) => ({ raw: JSON.stringify({ to: spelling }) }),
  (spelling) => ({ raw: JSON.stringify({ inner: JSON.stringify([{ [spelling]: 1 }]) }) }),
]

/** With every escape resolved and nothing between the characters, by other means than the product's. */
const laidBare = (json: unknown): string =>
  JSON.stringify(json)
    .replaceAll(/\\+/g, "\\")
    .replaceAll(/%([0-9a-f]{2})|\\u([0-9a-f]{4})|&#x([0-9a-f]+);/gi, (_, a, b, c) =>
      String.fromCharCode(Number.parseInt(a ?? b ?? c, 16)),
    )
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}@]/gu, "")

test("no spelling that the normalisers take hides anybody, escaped or not, wherever it stands", () => {
  fc.assert(
    fc.property(anySpelling, fc.constantFrom(...shapes), (spelt, shape) => {
      const isForgotten = isOneOf([spelt])
      const body = shape(spelt.spelling)
      expect(laidBare(body)).toContain(laidBare(spelt.trace).replaceAll('"', ""))
      const found = candidates(body, generous)?.identifiers ?? []
      expect(found).toContainEqual(spelt.identifier)
      const left = laidBare(redactPayload(body, isForgotten, generous))
      expect(left).not.toContain(laidBare(spelt.trace).replaceAll('"', ""))
    }),
    parameters,
  )
})

/** What a walk costs, counted and not timed: how often it asks whether somebody is forgotten. */
const asked = (body: unknown): number => {
  let times = 0
  redactPayload(body, () => ++times < 0, policy)
  return times
}

test.each<readonly [string, (size: number) => unknown]>([
  ["lists in lists", (size) => Array.from({ length: size / 2 }).reduce<unknown>((inner) => [inner], "ada@example.com")],
  ["objects in objects", (size) => Array.from({ length: size / 6 }).reduce<unknown>((a) => ({ a }), "ada@example.com")],
  ["one text of at signs", (size) => "a@".repeat(size / 2)],
  ["one text of quotes and colons", (size) => '":"'.repeat(size / 3)],
  ["one text of digits", (size) => "2125550143".repeat(size / 10)],
  ["one text of groups of digits", (size) => "212 555 ".repeat(size / 80)],
  ["one text of escapes", (size) => "%32&#49;\\u0032".repeat(size / 150)],
  ["one text of digits, one by one", (size) => "2.0 2.5-".repeat(size / 80)],
  ["many short addresses", (size) => Array.from({ length: size / 20 }, (_, i) => `a${i}@example.com`)],
])("a body ten times as large costs ten times as much, and a megabyte ends: %s", (_, make) => {
  const [small, large] = [asked(make(100_000)), asked(make(1_000_000))]
  expect(large).toBeLessThanOrEqual(12 * small + 100)
})
