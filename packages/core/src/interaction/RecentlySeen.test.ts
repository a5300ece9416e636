import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { defaultIdentifierPolicy } from "../identifier/IdentifierPolicy.ts"
import { identify } from "../identifier/Identify.ts"
import type { EventKind, InteractionEvent } from "./InteractionEvent.ts"
import { makeRecentlySeen } from "./RecentlySeen.ts"
import { type Asserted, irrelevance } from "./Relevance.ts"

const event = (told: Partial<InteractionEvent> = {}): InteractionEvent => ({
  eventKey: "e",
  dialect: "guide",
  kind: "updated",
  interactionId: "i-1",
  at: 100,
  addresses: [],
  attributes: [],
  signals: [],
  externalContactIds: [],
  linkedTo: [],
  ...told,
})
const nothing: Asserted = { identifiers: [], traits: [], signals: [], links: [], echo: false }
const ada: Asserted = { ...nothing, identifiers: [{ kind: "email", value: "ada@example.com" }] }
const grace: Asserted = { ...nothing, identifiers: [{ kind: "email", value: "grace@example.com" }] }

describe("irrelevance", () => {
  it.each([
    ["an opening without a word", event({ kind: "opened" }), nothing, undefined],
    ["an end without a word", event({ kind: "ended" }), nothing, undefined],
    ["an update that names somebody", event(), ada, undefined],
    ["an update with a link", event(), { ...nothing, links: ["i-0"] }, undefined],
    ["an update with a trait", event(), { ...nothing, traits: [{ name: "language", value: "nl" }] }, undefined],
    ["an update with a signal", event(), { ...nothing, signals: [{ kind: "ip", value: "203.0.113.0/24" }] }, undefined],
    ["an update that says nothing", event(), nothing, "nothingNew"],
    ["a link to nothing", event({ kind: "linked" }), nothing, "nothingNew"],
    ["our own echo", event(), { ...nothing, echo: true }, "ownEcho"],
    ["our own echo beside something new", event(), { ...ada, echo: true }, undefined],
  ])("of %s", (_, told, asserted, reason) => {
    expect(irrelevance(told, asserted)).toBe(reason)
  })
})

describe("RecentlySeen", () => {
  const seen = (...events: ReadonlyArray<readonly [InteractionEvent, Asserted]>) => {
    const recently = makeRecentlySeen(100)
    for (const [told, asserted] of events) recently.remember(told, asserted)
    return recently
  }
  const opened = event({ kind: "opened" })

  it("knows nothing it was not told to remember", () => {
    const recently = makeRecentlySeen(100)
    expect(recently.repeats(event(), ada)).toBe(false)
    expect(recently.repeats(event(), ada)).toBe(false)
  })

  it.each([
    ["the same again", event(), ada, true],
    ["the same later", event({ at: 200 }), ada, true],
    ["the same as another kind of event", event({ kind: "linked" }), ada, true],
    ["the same earlier, which may be somebody's first time", event({ at: 50 }), ada, false],
    ["a signal not seen before", event(), { ...ada, signals: [{ kind: "device", value: "fp-4711" }] }, false],
    ["somebody else", event(), grace, false],
    ["another interaction", event({ interactionId: "i-2" }), ada, false],
    ["another participant", event({ participant: { id: "p", role: "customer" } }), ada, false],
    ["a channel nobody told before", event({ channel: "voice" }), ada, false],
    ["the first end", event({ kind: "ended" }), ada, false],
  ])("takes %s for a repetition or not", (_, told, asserted, repeats) => {
    expect(seen([opened, ada]).repeats(told, asserted)).toBe(repeats)
  })

  const born = [{ name: "dateOfBirth", value: "1970-01-02", source: "attributes" }]
  it.each([
    ["the same again", event({ attributes: born }), true],
    ["the same later that day, as another kind of event", event({ attributes: born, at: 200, kind: "linked" }), true],
    ["the same on a day on which a date may be another", event({ attributes: born, at: 86_400_000 }), false],
    ["the same earlier, which may be somebody's first time", event({ attributes: born, at: 50 }), false],
    ["another word", event({ attributes: [{ name: "dateOfBirth", value: "19700102", source: "attributes" }] }), false],
    ["another participant's", event({ attributes: born, participant: { id: "p", role: "customer" } }), false],
    ["the first end", event({ attributes: born, kind: "ended" }), false],
  ])("knows %s by its words or not", (_, told, repeats) => {
    expect(seen([event({ kind: "opened", attributes: born }), nothing]).repeatsWords(told)).toBe(repeats)
  })

  it("knows the words in which something was repeated last", () => {
    const recently = seen([opened, ada])
    const withOurs = event({ attributes: [{ name: "kith_customer_id", value: "c", source: "attributes" }] })
    expect([recently.repeatsWords(withOurs), recently.repeats(withOurs, ada)]).toEqual([false, true])
    expect([recently.repeatsWords(withOurs), recently.repeatsWords(opened)]).toEqual([true, false])
  })

  const words = fc.record({
    at: fc.constantFrom(0, 100, 86_399_999, 86_400_000),
    kind: fc.constantFrom<EventKind>("opened", "updated", "linked", "ended"),
    direction: fc.constantFrom("inbound" as const, "outbound" as const),
    attributes: fc.array(
      fc.record({
        name: fc.constantFrom("email", "customerEmail", "ANI", "dateOfBirth", "firstName", "kith_customer_id"),
        value: fc.constantFrom("ada@example.com", "Ada@Example.com", "+31 20 794 0800", "1970-01-02", "Ada"),
        source: fc.constantFrom("attributes", "attributes.custom"),
      }),
      { maxLength: 3 },
    ),
  })
  it("reads in the same words what it would have read in them before", () => {
    fc.assert(
      fc.property(words, words, fc.boolean(), (one, other, again) => {
        const [first, second] = [event(one), event(again ? { ...one, kind: other.kind, at: other.at } : other)]
        const recently = seen([first, identify(first, defaultIdentifierPolicy)])
        fc.pre(recently.repeatsWords(second))
        expect(recently.repeats(second, identify(second, defaultIdentifierPolicy))).toBe(true)
      }),
    )
  })

  it("takes what was said before something else for news", () => {
    expect(seen([opened, ada], [event({ at: 200 }), grace]).repeats(event({ at: 300 }), ada)).toBe(false)
  })

  it("takes a second end for a repetition", () => {
    const ended = event({ kind: "ended" })
    expect(seen([opened, ada], [ended, ada]).repeats(ended, ada)).toBe(true)
  })

  it("forgets the oldest when it is full", () => {
    const recently = makeRecentlySeen(2)
    for (const interactionId of ["i-1", "i-2", "i-3"]) recently.remember(event({ interactionId }), ada)
    expect(recently.repeats(event({ interactionId: "i-1" }), ada)).toBe(false)
    expect(recently.repeats(event({ interactionId: "i-3" }), ada)).toBe(true)
  })
})
