import { describe, expect, it } from "vitest"
import { mostEdges, mostIdentifiers } from "./Bounds.ts"
import { asserted, eventOf } from "./fixtures/Event.ts"
import { keyOf, makeMemory } from "./fixtures/Memory.ts"
import { defaultLinkingPolicy } from "./Policy.ts"
import { ComponentRecord, CurrentPerson, IdentifierRecord, KnownInteraction, type Sighting } from "./Records.ts"

type Memory = ReturnType<typeof makeMemory>

const ann = asserted("email", "ann@example.com")
const several = (kind: "visitor" | "phone" | "email", count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => asserted(kind, `${kind}-${from + n}`))

/** Everything that would be stored, held against its schema and the size of a document. */
const isStorable = ({ components, identifiers, interactions, persons }: Memory) => {
  const documents = [
    ...[...components.values()].map((one) => ComponentRecord.parse(one)),
    ...[...identifiers.values()].map((one) => IdentifierRecord.parse(one)),
    ...[...interactions.values()].map((one) => KnownInteraction.parse(one)),
    ...[...persons.values()].flatMap((one) => ("aliasOf" in one ? [] : [CurrentPerson.parse(one)])),
  ]
  return Math.max(...documents.map((one) => Buffer.byteLength(JSON.stringify(one)))) < 500_000
}

const sizeOf = ({ components }: Memory) => {
  const sizes = [...components.values()].map((one) => Object.keys(one.identifiers).length)
  const edges = [...components.values()].map((one) => one.edges.length / 3)
  return { identifiers: Math.max(...sizes), edges: Math.max(...edges) }
}

const sightingOf = ({ interactions }: Memory, id: string) => interactions.get(id)?.sightings[0] as Sighting
const personOf = (memory: Memory, id: string) => sightingOf(memory, id).outcome.customerId

/** A component of so many identifiers: browsers of one person, more than a person has, so that most joins are refused. */
const grown = (count: number): Memory => {
  const memory = makeMemory(defaultLinkingPolicy)
  for (const [n, visitor] of several("visitor", count - 1).entries())
    memory.tell(eventOf(`visit-${n}`, [ann, visitor], { at: n }))
  return memory
}

describe("A component at the bound", () => {
  it("takes the last identifier in and leaves the next one out, counted and explained", () => {
    const memory = grown(mostIdentifiers - 1)
    const last = memory.tell(eventOf("last", [ann, asserted("phone", "p1")]))
    expect([last.overflow, sizeOf(memory).identifiers]).toEqual([0, mostIdentifiers])
    const phone = asserted("phone", "p2")
    const beyond = memory.tell(eventOf("beyond", [phone, ann]))
    expect([beyond.overflow, sizeOf(memory).identifiers]).toEqual([1, mostIdentifiers])
    const { keys, outcome } = sightingOf(memory, "beyond")
    expect(keys).toEqual([keyOf(ann)])
    expect(outcome.customerId).toBe(personOf(memory, "last"))
    expect(outcome.refused[0]).toEqual({ a: keyOf(ann), b: keyOf(phone), rule: "overflow", kind: "phone" })
    expect(memory.identifiers.has(keyOf(phone))).toBe(false)
    expect(isStorable(memory)).toBe(true)
  })

  it("still takes in what it knows", () => {
    const memory = grown(mostIdentifiers)
    expect(memory.tell(eventOf("again", [ann, asserted("visitor", "visitor-3")], { at: 500 })).overflow).toBe(0)
    expect(personOf(memory, "again")).toBe(personOf(memory, "visit-3"))
  })

  it("does not join another one that does not fit, and the sighting stays with its strongest identifier", () => {
    const memory = grown(mostIdentifiers)
    const bob = asserted("crm.salesforce", "003")
    memory.tell(eventOf("bob", [bob, asserted("phone", "p1")]))
    const both = memory.tell(eventOf("both", [ann, bob]))
    expect(both.overflow).toBe(1)
    expect(personOf(memory, "both")).toBe(personOf(memory, "bob"))
    expect(memory.components.size).toBe(2)
  })

  it("holds no more pairs than it may, whatever one sighting asserts", () => {
    const memory = makeMemory(defaultLinkingPolicy)
    const flood = memory.tell(eventOf("flood", [ann, ...several("visitor", 30), ...several("phone", 33)]))
    expect(flood.overflow).toBeGreaterThan(0)
    expect(sizeOf(memory).edges).toBeLessThanOrEqual(mostEdges)
    expect(sightingOf(memory, "flood").keys).toContain(keyOf(ann))
    expect(isStorable(memory)).toBe(true)
  })
})

describe("A person of many years", () => {
  const lastChild = 1_999
  /** Contact after contact continues an earlier one that is over. */
  const linked = () => {
    const memory = makeMemory(defaultLinkingPolicy)
    const overflows: Array<number> = []
    for (let n = 0; n <= lastChild; n++) {
      const identifiers = [ann, asserted("phone", "p1")]
      const links = n === 0 ? [] : [`contact-${n - 1}`]
      overflows.push(memory.tell(eventOf(`contact-${n}`, identifiers, { at: n, kind: "ended", links })).overflow)
    }
    return { memory, overflows }
  }

  it("stays one person with room for more, because links that are over leave", () => {
    const { memory, overflows } = linked()
    expect(Math.max(...overflows)).toBe(0)
    expect(sizeOf(memory).identifiers).toBeLessThanOrEqual(mostIdentifiers)
    expect(personOf(memory, `contact-${lastChild}`)).toBe(personOf(memory, "contact-0"))
    const [component] = memory.components.values()
    expect(component?.persons).toHaveLength(1)
    for (const key of Object.keys(component?.identifiers ?? {})) expect(memory.identifiers.has(key as never)).toBe(true)
    expect(memory.identifiers.size).toBe(Object.keys(component?.identifiers ?? {}).length)
    expect(isStorable(memory)).toBe(true)
  })

  it("keeps the links that hold somebody in place", () => {
    const memory = makeMemory(defaultLinkingPolicy)
    memory.tell(eventOf("parent", [ann], { at: 0, kind: "ended" }))
    // Nothing but the link says that this browser is hers.
    memory.tell(eventOf("child", [asserted("visitor", "v1")], { at: 1, kind: "ended", links: ["parent"] }))
    for (let n = 0; n < 300; n++) {
      memory.tell(eventOf(`contact-${n}`, [ann], { at: n + 2, kind: "ended", links: [`before-${n}`] }))
    }
    memory.tell(eventOf("back", [asserted("visitor", "v1")], { at: 999 }))
    expect(personOf(memory, "back")).toBe(personOf(memory, "contact-299"))
    expect(sizeOf(memory).identifiers).toBeLessThanOrEqual(mostIdentifiers)
  })

  it("answers to every id that its interactions had before they were hers", () => {
    const memory = makeMemory(defaultLinkingPolicy)
    const given: Array<string> = []
    for (let n = 0; n < 600; n++) {
      memory.tell(eventOf(`chat-${n}`, [], { at: n }))
      given.push(personOf(memory, `chat-${n}`))
      memory.tell(eventOf(`chat-${n}`, [ann], { at: n, kind: "ended" }))
    }
    expect(isStorable(memory)).toBe(true)
    const survivor = personOf(memory, "chat-599")
    const strays = given.filter((id) => {
      const person = memory.persons.get(id)
      return id !== survivor && !(person !== undefined && "aliasOf" in person && person.aliasOf === survivor)
    })
    expect(strays).toEqual([])
  })
})

describe("An interaction", () => {
  it("of more customers, identifiers and traits than anybody has stays readable", () => {
    const memory = makeMemory(defaultLinkingPolicy)
    for (let n = 0; n < 40; n++) {
      const traits = several("phone", 20, n * 20).map(({ value, source }) => ({ name: value, value, source }))
      const links = several("email", 16, n * 16).map(({ value }) => value)
      const participant = { participantId: `customer-${n}`, at: n, traits, links }
      const visitors = several("visitor", 30, n * 30)
      const [folded] = memory.folded(eventOf("conference", visitors, participant))
      memory.interactions.set("conference", folded as never)
    }
    memory.tell(eventOf("conference", [], { participantId: "customer-0", at: 50 }))
    expect(isStorable(memory)).toBe(true)
  })
})

describe("A shared identifier", () => {
  it("lists no more anchors than its document holds, even if one sighting brings them all", () => {
    const memory = makeMemory(defaultLinkingPolicy)
    memory.tell(eventOf("first", [asserted("phone", "switchboard"), ...several("email", 31)]))
    for (let n = 1; n < 5; n++)
      memory.tell(eventOf(`more-${n}`, [asserted("phone", "switchboard"), ...several("email", 31, n * 31)]))
    const record = memory.identifiers.get(keyOf(asserted("phone", "switchboard")))
    expect(record).toMatchObject({ state: "shared", saturated: true })
    expect(isStorable(memory)).toBe(true)
  })
})
