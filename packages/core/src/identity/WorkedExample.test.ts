import { describe, expect, it } from "vitest"
import { asserted, eventOf } from "./fixtures/Event.ts"
import { keyOf, makeMemory } from "./fixtures/Memory.ts"
import { defaultLinkingPolicy } from "./Policy.ts"
import type { Sighting } from "./Records.ts"

/** `docs/identity.md`, a morning. */

const cookie = asserted("visitor", "v-17")
const landline = asserted("phone", "+49301111")
const anna = asserted("email", "anna@example.com")
const ben = asserted("email", "ben@example.com")
const annasRecord = asserted("crm.salesforce", "003A")
const bensRecord = asserted("crm.salesforce", "003B")

const contacts = [
  eventOf("9:00", [cookie], { at: 900 }),
  eventOf("9:20", [landline], { at: 920 }),
  eventOf("10:00", [cookie, anna], { at: 1000 }),
  eventOf("11:00", [landline, anna, annasRecord], { at: 1100 }),
  eventOf("12:00", [landline, ben, bensRecord], { at: 1200 }),
  eventOf("13:00", [landline], { at: 1300 }),
]
const others = [1, 2, 3, 4].map((n) =>
  eventOf(`later-${n}`, [landline, asserted("email", `other-${n}@example.com`)], { at: 1300 + n }),
)

const told = (events: typeof contacts) => {
  const memory = makeMemory(defaultLinkingPolicy)
  const outcomes = events.map((event) => {
    memory.tell(event)
    const [sighting] = memory.interactions.get(event.interactionId)?.sightings ?? []
    return (sighting as Sighting).outcome
  })
  const persons = [...memory.components.values()].flatMap((component) => component.persons)
  const members = persons.map((person) => [...person.members].sort()).sort()
  return { memory, outcomes, persons, members }
}

describe("The worked example", () => {
  it("is decided as the page says", () => {
    const { memory, outcomes } = told(contacts)
    expect(outcomes.map(({ confidence }) => confidence)).toEqual([0.8, 0.9, 0.95, 0.99, 0.99, 0.9])
    const [p1, p2, tenOClock, elevenOClock, p3, oneOClock] = outcomes.map(({ customerId }) => customerId)
    expect(new Set([p1, p2, p3]).size).toBe(3)
    expect([tenOClock, elevenOClock, oneOClock]).toEqual([p1, p1, p1])
    expect(memory.persons.get(p2 as string)).toEqual({ aliasOf: p1 })
    const [a, b] = [keyOf(bensRecord), keyOf(landline)].sort()
    expect(outcomes[4]?.refused).toContainEqual({ a, b, rule: "exclusive", kind: "crm.salesforce" })
  })

  it("ends with a line that is shared, and with the couple as they were", () => {
    const { memory, members } = told([...contacts, ...others])
    expect(memory.identifiers.get(keyOf(landline))?.state).toBe("shared")
    expect(members).toContainEqual([keyOf(anna), keyOf(annasRecord), keyOf(cookie)].sort())
    expect(members).toContainEqual([keyOf(ben), keyOf(bensRecord)].sort())
    const { outcomes } = told([...contacts, ...others, eventOf("14:00", [landline], { at: 1400 })])
    expect(outcomes.at(-1)?.resolutionTier).toBe(3)
  })

  it("takes the other way round where the husband called first", () => {
    const early = eventOf("8:00", [landline, ben, bensRecord], { at: 800 })
    const { memory, outcomes } = told([...contacts, early, eventOf("14:00", [landline], { at: 1400 })])
    expect(memory.components.size).toBe(1)
    expect(outcomes.at(-1)?.customerId).toBe(outcomes.at(-2)?.customerId)
  })

  it("gives the same persons in the opposite order", () => {
    expect(told([...contacts, ...others].reverse()).members).toEqual(told([...contacts, ...others]).members)
    expect(told(contacts.toReversed()).members).toEqual(told(contacts).members)
  })
})
