import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { asserted, eventOf } from "./fixtures/Event.ts"
import { makeMemory, settingOf } from "./fixtures/Memory.ts"
import type { Evidence } from "./Graph.ts"
import { defaultLinkingPolicy } from "./Policy.ts"
import type { ComponentRecord } from "./Records.ts"
import { type Resolved, resolve } from "./Resolve.ts"

const policy = {
  ...defaultLinkingPolicy,
  kinds: { ...defaultLinkingPolicy.kinds, phone: { ...defaultLinkingPolicy.kinds.phone, anchors: { email: 2 } } },
}
const kinds = { e: "email", p: "phone", s: "crm.salesforce", v: "visitor" } as const
const identifier = fc
  .constantFrom("e1", "e2", "e3", "p1", "p2", "s1", "s2", "v1")
  .map((name) => asserted(kinds[name[0] as keyof typeof kinds], name))
const interactionId = fc.constantFrom("i1", "i2", "i3", "i4")
const event = fc.record({
  interactionId,
  at: fc.integer({ min: 0, max: 20 }),
  kind: fc.constantFrom("opened", "updated", "ended"),
  identifiers: fc.uniqueArray(identifier, { maxLength: 3, selector: ({ value }) => value }),
  links: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.tuple(interactionId) }),
})

/** Without the word of a policy every decision is made from the ground up. */
const undecided = ({ components, identifiers }: Evidence): Evidence => ({
  components: components.map(({ policyVersion: _, ...component }) => component),
  identifiers,
})

/** The same whatever order documents hold it in. */
const inOrder = ({ components, profiles, shared, ...rest }: Resolved) => ({
  ...rest,
  components: components.map(componentInOrder),
  profiles: [...profiles].sort((x, y) => (x.customerId < y.customerId ? -1 : 1)),
  shared: [...shared.keys()].sort(),
})

const componentInOrder = (component: ComponentRecord) => {
  const keys = [...Object.keys(component.identifiers), ...component.aside]
  const edges: Array<string> = []
  for (let i = 0; i < component.edges.length; i += 3) {
    const ends = component.edges.slice(i, i + 2).map((end) => keys[end])
    edges.push(`${ends.sort().join(" ")} ${component.edges[i + 2]}`)
  }
  const byText = (x: unknown, y: unknown) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1)
  return {
    ...component,
    aside: [...component.aside].sort(),
    edges: edges.sort(),
    open: [...component.open].sort(byText),
    refused: [...component.refused].sort(byText),
    persons: component.persons.map((one) => ({ ...one, former: [...one.former].sort(byText) })).sort(byText),
  }
}

describe("An event that says nothing new", () => {
  it("is decided as if all evidence had been weighed again", () => {
    let short = 0
    const property = fc.property(fc.array(event, { minLength: 2, maxLength: 12 }), (told) => {
      const memory = makeMemory(policy)
      for (const [i, { interactionId, identifiers, links, ...more }] of told.entries()) {
        const heard = eventOf(interactionId, identifiers, { ...more, links: [...links] })
        const touched = memory.folded(heard)
        const evidence = memory.evidenceFor(touched)
        const again = resolve(touched, undecided(evidence), settingOf(policy, heard.eventKey, 1_000 + i))
        const decided = memory.tell(heard, 1_000 + i)
        // A component that is handed on edges and all was not weighed again.
        if (decided.components[0]?.edges === evidence.components[0]?.edges && evidence.components.length > 0) short += 1
        expect(inOrder(decided)).toEqual(inOrder(again))
      }
    })
    fc.assert(property, { numRuns: 300 })
    expect(short).toBeGreaterThan(100)
  })

  it("is weighed again under another policy", () => {
    const memory = makeMemory(policy)
    const person = [asserted("email", "e1"), asserted("phone", "p1")]
    memory.tell(eventOf("i1", person))
    const touched = memory.folded(eventOf("i2", person))
    const evidence = memory.evidenceFor(touched)
    const strict = {
      ...policy,
      version: 2,
      kinds: { ...policy.kinds, phone: { ...policy.kinds.phone, anchors: { email: 0 } } },
    }
    const resolved = resolve(touched, evidence, settingOf(strict, "later", 2_000))
    expect([...resolved.shared.keys()].map((key) => key.split(":")[0])).toEqual(["phone"])
  })
})
