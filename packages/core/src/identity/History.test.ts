import { describe, expect, it } from "vitest"
import type { Key } from "../identifier/Identifier.ts"
import { chapterSentence, historyOf } from "./History.ts"
import { defaultLinkingPolicy } from "./Policy.ts"
import type { ComponentRecord } from "./Records.ts"

const key = (kind: string, name: string) => `${kind}:00000000:${name.padEnd(22, "x")}` as Key
const [email, phone, other, first, second] = [
  key("email", "ada"),
  key("phone", "home"),
  key("email", "ben"),
  key("crm.salesforce", "one"),
  key("crm.salesforce", "two"),
]
const idOf = (n: number) => `00000000-0000-8000-8000-${String(n).padStart(12, "0")}`

const component = (
  firsts: Readonly<Record<string, number>>,
  edges: ReadonlyArray<readonly [Key, Key, number]>,
  persons: ComponentRecord["persons"],
): ComponentRecord => {
  const keys = Object.keys(firsts)
  return {
    schema: 1,
    id: "c",
    identifiers: Object.fromEntries(keys.map((one) => [one, { value: one, first: firsts[one] as number }])),
    aside: [],
    edges: edges.flatMap(([a, b, at]) => [keys.indexOf(a), keys.indexOf(b), at]),
    bans: [],
    refused: [],
    open: [],
    persons,
  }
}

const person = (
  id: string,
  founder: Key,
  since: number,
  members: ReadonlyArray<Key>,
  former: ReadonlyArray<[string, Key, number]> = [],
) => ({
  ...{ id, founder, since, members: [...members], version: 1 },
  former: former.map(([id, founder, since]) => ({ id, founder, since })),
})

const told = (record: ComponentRecord, members: ReadonlyArray<Key>) =>
  historyOf(record, members, defaultLinkingPolicy).map(({ at, step, persons }) => [
    at,
    step,
    persons.map(({ customerId, identifiers }) => [customerId, identifiers.length]),
  ])

describe("The history of a person", () => {
  it("tells how two became one, each under the id it had", () => {
    const merged = component(
      { [email]: 1, [phone]: 2 },
      [[email, phone, 5]],
      [person(idOf(1), email, 1, [email, phone], [[idOf(2), phone, 2]])],
    )
    expect(told(merged, [email, phone])).toEqual([
      [1, "founded", [[idOf(1), 1]]],
      [2, "founded", [[idOf(2), 1]]],
      [5, "merged", [[idOf(1), 2]]],
    ])
  })

  it("tells of what was seen together at once as one beginning, and of what came later as a join", () => {
    const grown = component(
      { [email]: 1, [phone]: 1, [first]: 9 },
      [
        [email, phone, 1],
        [email, first, 9],
      ],
      [person(idOf(1), email, 1, [email, phone, first])],
    )
    expect(told(grown, [email, phone, first])).toEqual([
      [1, "founded", [[idOf(1), 2]]],
      [9, "joined", [[idOf(1), 3]]],
    ])
  })

  it("tells of a join that stronger evidence took back, and of the rule that forbade it", () => {
    const split = component(
      { [phone]: 1, [email]: 1, [other]: 2, [first]: 3, [second]: 4 },
      [
        [email, phone, 1],
        [other, phone, 2],
        [email, first, 3],
        [other, second, 4],
      ],
      [person(idOf(1), phone, 1, [email, phone, first]), person(idOf(2), other, 2, [other, second])],
    )
    const steps = told(split, [email, phone, first])
    expect(steps.map(([at, step]) => [at, step])).toEqual([
      [1, "founded"],
      [2, "joined"],
      [3, "joined"],
      [4, "split"],
      [4, "refused"],
    ])
    const sentences = historyOf(split, [email, phone, first], defaultLinkingPolicy).map(chapterSentence)
    expect(sentences.at(-2)).toContain("2 persons")
    expect(sentences.at(-1)).toContain("two salesforce records")
  })

  it("says nothing of persons that it is not about", () => {
    const apart = component(
      { [email]: 1, [other]: 2 },
      [],
      [person(idOf(1), email, 1, [email]), person(idOf(2), other, 2, [other])],
    )
    expect(told(apart, [email])).toEqual([[1, "founded", [[idOf(1), 1]]]])
  })
})
