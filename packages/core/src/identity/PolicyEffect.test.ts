import { describe, expect, it } from "vitest"
import { asserted, eventOf } from "./fixtures/Event.ts"
import { makeMemory } from "./fixtures/Memory.ts"
import { defaultLinkingPolicy } from "./Policy.ts"
import { changesBetween, standsUnder } from "./PolicyEffect.ts"

const { kinds } = defaultLinkingPolicy
const withPhones = (email: number) => ({
  ...defaultLinkingPolicy,
  kinds: { ...kinds, phone: { ...kinds.phone, anchors: { ...kinds.phone.anchors, email } } },
})

/** Two mail addresses that a phone joins, and a third by itself, each told of by its own event. */
const told = (policy = defaultLinkingPolicy) => {
  const memory = makeMemory(policy)
  memory.tell(eventOf("one", [asserted("email", "eve@example.com"), asserted("phone", "+4930111")]))
  memory.tell(eventOf("two", [asserted("email", "otto@example.com"), asserted("phone", "+4930111")]))
  memory.tell(eventOf("three", [asserted("email", "ida@example.com")]))
  return [...memory.components.values()]
}

describe("What another policy does", () => {
  it("is nothing to a component whose limits it does not reach", () => {
    expect(told().map((component) => standsUnder(component, withPhones(2)))).toEqual([true, true])
  })

  it("is something to whoever is joined by what it takes for several people's", () => {
    expect(told().map((component) => standsUnder(component, withPhones(1)))).toEqual([false, true])
  })

  it("is told by persons: all that have an identifier in common, and nobody who is who they were", () => {
    const [joined, apart] = [told(), told(withPhones(1))]
    expect(changesBetween(joined, joined)).toEqual([])
    expect(changesBetween(joined, apart)).toMatchObject([
      { before: [{ identifiers: [{}, {}, {}] }], after: [{ identifiers: [{}] }, { identifiers: [{}] }] },
    ])
    const [merged] = changesBetween(apart, joined)
    expect([merged?.before.length, merged?.after.length]).toEqual([2, 1])
  })
})
